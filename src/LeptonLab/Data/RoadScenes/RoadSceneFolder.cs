using LeptonLab.IO;
using static LeptonLab.Data.PictureFolder;

namespace LeptonLab.Data.RoadScenes;

/// <summary>Writes generated road scenes as a folder of PNG pictures.</summary>
public static class RoadSceneFolder
{
    /// <summary>
    /// Writes <c>scenes/number.png</c>, <c>scenes/masks/number.png</c> (grey: the class of each pixel), <c>scenes/instances/number.png</c>
    /// (grey: the id of each pixel's object; 255 for any above 254), <c>samples.csv</c> (the groups are streets),
    /// <c>objects.csv</c>, <c>weather.csv</c> and <c>card.json</c>, by several threads. The folder appears when it is complete.
    /// </summary>
    /// <param name="folder">Where to; must be empty or absent.</param>
    /// <param name="count">The number of scenes.</param>
    /// <param name="seed">Chooses streets, traffic and weather.</param>
    /// <param name="options">What the scenes are like.</param>
    /// <param name="progress">Is told the share that is written, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="LeptonException">An option is impossible, or the folder is not empty or cannot be written.</exception>
    public static DataCard Write(
        string folder,
        int count,
        ulong seed = 1,
        RoadSceneOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var generator = new RoadSceneGenerator(seed, options);
        using var target = new PictureFolder(folder, ["scenes", "scenes/masks", "scenes/instances"]);
        PictureSample[] samples = target.Draw(count, index => Sample(generator, index), progress, cancellationToken);
        target.WriteTable(
            "objects.csv",
            "file,id,class,left,top,right,bottom,whole_left,whole_top,whole_right,whole_bottom,visible,distance",
            samples.SelectMany(sample => sample.Truth));
        target.WriteTable("weather.csv", "file,street,fog,rain,night", samples.SelectMany(sample => sample.MoreTruth));
        return target.Complete(
            new DataCard(
                RoadSceneGenerator.Name,
                "Generated street scenes through a windscreen: a class for every pixel, a box for every vehicle, person and sign",
                "LeptonLab's generator; no street, car or person is real",
                "MIT, as LeptonLab itself",
                RoadSceneGenerator.Classes,
                [generator.Options.Height, generator.Options.Width, 3],
                new Dictionary<string, int> { ["all"] = count },
                Made(RoadSceneGenerator.Name, RoadSceneGenerator.Version, seed, count, generator.Options)),
            samples);
    }

    private static PictureSample Sample(RoadSceneGenerator generator, int index)
    {
        RoadScene scene = generator.Generate(index);
        (int width, int height) = (scene.Image.Width, scene.Image.Height);
        string file = $"scenes/{index:D6}.png", mask = $"scenes/masks/{index:D6}.png", instances = $"scenes/instances/{index:D6}.png";
        return new PictureSample(
        [
            (new SampleEntry(file, "scene", scene.Street, null), scene.Image),
            (new SampleEntry(mask, "mask", scene.Street, null), new Image(width, height, 1, scene.Mask)),
            (
                new SampleEntry(instances, "instances", scene.Street, null),
                new Image(width, height, 1, Array.ConvertAll(scene.Instances, id => (byte)Math.Min(id, 255)))),
        ])
        {
            Truth =
            [
                .. scene.Objects.Select(one => Line(
                    file, one.Id, RoadSceneGenerator.Classes[(int)one.Class], one.Box.Left, one.Box.Top, one.Box.Right, one.Box.Bottom,
                    one.Whole.Left, one.Whole.Top, one.Whole.Right, one.Whole.Bottom, one.Visible, one.Distance)),
            ],
            MoreTruth = [Line(file, scene.Street, scene.Weather.Fog, scene.Weather.Rain, scene.Weather.Night ? 1 : 0)],
        };
    }
}
