using LeptonLab.IO;
using LeptonLab.Training;

namespace LeptonLab.Data.RoadScenes;

/// <summary>Road scenes as networks take them. The scenes are drawn once and stay in memory.</summary>
public static class RoadSceneBatches
{
    /// <summary>
    /// For segmentation: <c>trainer.FitAsync(generator.Segmentation([.. Enumerable.Range(0, 400)], batchSize: 8), …)</c>.
    /// The labels are <see cref="RoadSceneGenerator.Classes"/>.
    /// </summary>
    /// <param name="generator">Draws the scenes.</param>
    /// <param name="scenes">Their numbers. For a test use other streets: a number's street is number % <see cref="RoadSceneOptions.Streets"/>.</param>
    /// <param name="batchSize">Scenes in a batch.</param>
    /// <param name="seed">Chooses the orders.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <exception cref="LeptonException">There are no scenes, or the batch size does not suit.</exception>
    public static SampleBatches<SegmentationBatch> Segmentation(
        this RoadSceneGenerator generator, IReadOnlyList<int> scenes, int batchSize, ulong seed = 0, bool shuffle = true) =>
        ScenesBatches.Over(scenes, batchSize, seed, shuffle, index => Masked(generator.Generate(index)), Collect);

    /// <summary>For detection: classes 0 vehicle, 1 pedestrian, 2 sign.</summary>
    /// <param name="generator">Draws the scenes.</param>
    /// <param name="scenes">Their numbers.</param>
    /// <param name="batchSize">Scenes in a batch.</param>
    /// <param name="leastHeight">Objects of which less is seen, in pixels, are left out.</param>
    /// <param name="leastVisible">Objects of which a smaller share is seen are left out.</param>
    /// <param name="seed">Chooses the orders.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <exception cref="LeptonException">There are no scenes, or the batch size does not suit.</exception>
    public static SampleBatches<DetectionBatch> Detection(
        this RoadSceneGenerator generator,
        IReadOnlyList<int> scenes,
        int batchSize,
        double leastHeight = 8,
        double leastVisible = 0.3,
        ulong seed = 0,
        bool shuffle = true) =>
        ScenesBatches.Over(
            scenes,
            batchSize,
            seed,
            shuffle,
            index =>
            {
                RoadScene scene = generator.Generate(index);
                TrueObject[] objects = [.. scene.Objects
                    .Where(one => one.Box.Bottom - one.Box.Top >= leastHeight && one.Visible >= leastVisible)
                    .Select(one => new TrueObject(DetectionClass(one.Class), one.Box))];
                return (scene.Image, Objects: objects);
            },
            drawn => new DetectionBatch(
                ScenesBatches.Images(Array.ConvertAll(drawn, scene => scene.Image), drawn[0].Image.Width),
                Array.ConvertAll(drawn, scene => scene.Objects)));

    private static int DetectionClass(RoadClass kind) => kind switch
    {
        RoadClass.Vehicle => 0,
        RoadClass.Pedestrian => 1,
        _ => 2,
    };

    private static (Image Image, byte[] Mask) Masked(RoadScene scene) => (scene.Image, scene.Mask);

    private static SegmentationBatch Collect((Image Image, byte[] Mask)[] drawn) => new(
        ScenesBatches.Images(Array.ConvertAll(drawn, scene => scene.Image), drawn[0].Image.Width),
        [.. drawn.SelectMany(scene => scene.Mask.Select(kind => (int)kind))]);
}
