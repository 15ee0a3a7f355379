using static LeptonLab.Data.PictureFolder;

namespace LeptonLab.Data.Signs;

/// <summary>Writes generated traffic signs as a folder of PNG pictures.</summary>
public static class SignFolder
{
    /// <summary>
    /// Writes <c>class/track_number.png</c>, <c>samples.csv</c> (the groups are tracks), <c>boxes.csv</c> and <c>card.json</c>, by
    /// several threads. The folder appears when it is complete.
    /// </summary>
    /// <param name="folder">Where to; must be empty or absent.</param>
    /// <param name="count">The number of pictures.</param>
    /// <param name="seed">Chooses signs, places and weather.</param>
    /// <param name="options">What the pictures are like.</param>
    /// <param name="progress">Is told the share that is written, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="LeptonException">An option is impossible, or the folder is not empty or cannot be written.</exception>
    public static DataCard Write(
        string folder,
        int count,
        ulong seed = 1,
        SignOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var generator = new SignGenerator(seed, options);
        using var target = new PictureFolder(folder, SignClass.All.Select(kind => kind.Name));
        PictureSample[] samples = target.Draw(count, index => Sample(generator, index), progress, cancellationToken);
        target.WriteTable("boxes.csv", "file,left,top,right,bottom,visible", samples.SelectMany(sample => sample.Truth));
        int size = generator.Options.Size;
        return target.Complete(
            new DataCard(
                SignGenerator.Name,
                $"Generated pictures of traffic signs: {SignClass.All.Count} classes, several frames of each sign",
                "LeptonLab's generator; the drawings are its own, after the shapes of the Vienna Convention on Road Signs and Signals (1968)",
                "MIT, as LeptonLab itself",
                [.. SignClass.All.Select(kind => kind.Name)],
                [size, size, 3],
                new Dictionary<string, int> { ["all"] = count },
                Made(SignGenerator.Name, SignGenerator.Version, seed, count, generator.Options)),
            samples);
    }

    private static PictureSample Sample(SignGenerator generator, int index)
    {
        SignPicture picture = generator.Generate(index);
        string kind = SignClass.All[picture.Label].Name, file = $"{kind}/{picture.Track}_{index:D6}.png";
        return new PictureSample([(new SampleEntry(file, kind, picture.Track, null), picture.Image)])
        {
            Truth = [Line(file, picture.Box.Left, picture.Box.Top, picture.Box.Right, picture.Box.Bottom, picture.Visible)],
        };
    }
}
