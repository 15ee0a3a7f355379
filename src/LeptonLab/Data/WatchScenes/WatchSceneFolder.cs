using static LeptonLab.Data.PictureFolder;

namespace LeptonLab.Data.WatchScenes;

/// <summary>Writes generated clips as a folder of PNG pictures.</summary>
public static class WatchSceneFolder
{
    /// <summary>
    /// Writes <c>label/clip_frame.png</c>, <c>samples.csv</c> (the groups are cameras), <c>objects.csv</c>, <c>events.csv</c>,
    /// <c>clips.csv</c> and <c>card.json</c>, by several threads. The folder appears when it is complete.
    /// </summary>
    /// <param name="folder">Where to; must be empty or absent.</param>
    /// <param name="count">The number of clips.</param>
    /// <param name="seed">Chooses places, people and what they do.</param>
    /// <param name="options">What the clips are like.</param>
    /// <param name="progress">Is told the share that is written, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="LeptonException">An option is impossible, or the folder is not empty or cannot be written.</exception>
    public static DataCard Write(
        string folder,
        int count,
        ulong seed = 1,
        WatchSceneOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var generator = new WatchSceneGenerator(seed, options);
        using var target = new PictureFolder(folder, WatchSceneGenerator.Labels);
        PictureSample[] samples = target.Draw(count, index => Sample(generator, index), progress, cancellationToken);
        target.WriteTable(
            "objects.csv",
            "clip,frame,identity,class,left,top,right,bottom,whole_left,whole_top,whole_right,whole_bottom,visible",
            samples.SelectMany(sample => sample.Truth));
        target.WriteTable("events.csv", "clip,kind,identity,first_frame,last_frame", samples.SelectMany(sample => sample.MoreTruth));
        target.WriteTable("clips.csv", "clip,label,camera,night,zone", samples.SelectMany(sample => sample.EvenMoreTruth));
        WatchSceneOptions made = generator.Options;
        return target.Complete(
            new DataCard(
                WatchSceneGenerator.Name,
                "Generated clips of fixed cameras: boxes with identities in every frame, and what happens in each clip",
                "LeptonLab's generator; no place or person is real",
                "MIT, as LeptonLab itself",
                WatchSceneGenerator.Labels,
                [made.Height, made.Width, 3],
                new Dictionary<string, int> { ["all"] = count * made.Frames },
                Made(WatchSceneGenerator.Name, WatchSceneGenerator.Version, seed, count, made)),
            samples);
    }

    private static PictureSample Sample(WatchSceneGenerator generator, int index)
    {
        WatchClip clip = generator.Generate(index);
        string label = WatchSceneGenerator.Labels[(int)clip.Label];
        return new PictureSample([.. clip.Frames.Select((frame, number) => (
            new SampleEntry($"{label}/{clip.Id}_{number:D4}.png", label, clip.Camera, null), frame))])
        {
            Truth =
            [
                .. clip.Objects.SelectMany((objects, frame) => objects.Select(one => Line(
                    clip.Id, frame, one.Identity, WatchSceneGenerator.Classes[(int)one.Class], one.Box.Left, one.Box.Top, one.Box.Right,
                    one.Box.Bottom, one.Whole.Left, one.Whole.Top, one.Whole.Right, one.Whole.Bottom, one.Visible))),
            ],
            MoreTruth = [.. clip.Events.Select(one => Line(
                clip.Id, WatchSceneGenerator.Labels[(int)one.Kind], one.Identity, one.FirstFrame, one.LastFrame))],
            EvenMoreTruth = [Line(
                clip.Id, label, clip.Camera, clip.Night ? 1 : 0,
                string.Join(' ', clip.Zone.SelectMany(corner => new[] { Line(corner.X), Line(corner.Y) })))],
        };
    }
}
