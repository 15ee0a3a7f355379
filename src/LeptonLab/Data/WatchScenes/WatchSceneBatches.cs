using LeptonLab.IO;
using LeptonLab.Training;

namespace LeptonLab.Data.WatchScenes;

/// <summary>Clips as networks take them. The clips are drawn once and stay in memory.</summary>
public static class WatchSceneBatches
{
    /// <summary>Whole clips, [frames, height, width, 3], labelled with what happens; the groups are cameras.</summary>
    /// <param name="generator">Draws the clips.</param>
    /// <param name="count">The first so many clips.</param>
    /// <exception cref="LeptonException">The count is not positive.</exception>
    public static IGroupedDataset Dataset(this WatchSceneGenerator generator, int count)
    {
        WatchSceneOptions options = generator.Options;
        (byte[] Pixels, int Label, string Camera)[] clips = Generation.Run(count, index =>
        {
            WatchClip clip = generator.Generate(index);
            return (clip.Frames.SelectMany(frame => frame.Pixels).ToArray(), (int)clip.Label, clip.Camera);
        });
        return new ClipDataset(
            [options.Frames, options.Height, options.Width, 3],
            Array.ConvertAll(clips, clip => clip.Pixels),
            Array.ConvertAll(clips, clip => clip.Label),
            Array.ConvertAll(clips, clip => clip.Camera));
    }

    /// <summary>Single frames with boxes, for detection; the classes are <see cref="WatchSceneGenerator.Classes"/>.</summary>
    /// <param name="generator">Draws the clips.</param>
    /// <param name="clips">Their numbers.</param>
    /// <param name="batchSize">Frames in a batch.</param>
    /// <param name="every">Of each clip, every so manieth frame.</param>
    /// <param name="leastVisible">Objects of which a smaller share is seen are left out.</param>
    /// <param name="seed">Chooses the orders.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <exception cref="LeptonException">There are no clips, or the batch size does not suit.</exception>
    public static SampleBatches<DetectionBatch> Detection(
        this WatchSceneGenerator generator,
        IReadOnlyList<int> clips,
        int batchSize,
        int every = 8,
        double leastVisible = 0.3,
        ulong seed = 0,
        bool shuffle = true)
    {
        ArgumentNullException.ThrowIfNull(clips);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        int perClip = (generator.Options.Frames + every - 1) / every;
        var drawn = new Lazy<(Image Image, TrueObject[] Objects)[][]>(() => Generation.Run(
            clips.Count, i => Frames(generator.Generate(clips[i]), every, leastVisible)));
        return new SampleBatches<DetectionBatch>(
            clips.Count * perClip,
            batchSize,
            indices =>
            {
                (Image Image, TrueObject[] Objects)[] frames = Array.ConvertAll(
                    indices, index => drawn.Value[index / perClip][index % perClip]);
                return new DetectionBatch(
                    ScenesBatches.Images(Array.ConvertAll(frames, frame => frame.Image), generator.Options.Width),
                    Array.ConvertAll(frames, frame => frame.Objects));
            },
            seed,
            shuffle);
    }

    private static (Image, TrueObject[])[] Frames(WatchClip clip, int every, double leastVisible) =>
    [
        .. Enumerable.Range(0, clip.Frames.Count).Where(frame => frame % every == 0).Select(frame => (
            clip.Frames[frame],
            clip.Objects[frame].Where(one => one.Visible >= leastVisible).Select(one => new TrueObject((int)one.Class, one.Box)).ToArray())),
    ];

    private sealed class ClipDataset(Shape sampleShape, byte[][] pixels, int[] labels, string[] cameras) : IGroupedDataset
    {
        public int Count => labels.Length;

        public Shape SampleShape => sampleShape;

        public IReadOnlyList<string> Classes => WatchSceneGenerator.Labels;

        public IReadOnlyList<string>? Groups => cameras;

        public int Label(int index) => labels[index];

        public void Read(int index, Span<float> values) => ByteScale.ToUnit(pixels[index], values[..sampleShape.Count]);
    }
}
