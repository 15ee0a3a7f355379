using static LeptonLab.Data.PictureFolder;

namespace LeptonLab.Data.Smears;

/// <summary>Writes generated smears as a folder of PNG pictures.</summary>
public static class SmearFolder
{
    /// <summary>The number of pictures of the published set.</summary>
    public const int DefaultCount = 1600;

    /// <summary>
    /// Writes <c>class/patient_number.png</c>, <c>samples.csv</c>, <c>cells.csv</c> (boxes, scanners, pen marks) and
    /// <c>card.json</c>, by several threads. The folder appears when it is complete.
    /// </summary>
    /// <param name="folder">Where to; must be empty or absent.</param>
    /// <param name="count">The number of pictures.</param>
    /// <param name="seed">Chooses patients and cells.</param>
    /// <param name="options">What the pictures are like.</param>
    /// <param name="progress">Is told the share that is written, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="LeptonException">An option is impossible, or the folder is not empty or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was stopped.</exception>
    public static DataCard Write(
        string folder,
        int count = DefaultCount,
        ulong seed = 1,
        SmearOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var generator = new SmearGenerator(seed, options);
        if (count < SmearClass.All.Count || count > 1_000_000)
        {
            throw new LeptonException(
                $"Between {SmearClass.All.Count} pictures, one of each class, and 1,000,000 are made, not {count}.");
        }

        using var target = new PictureFolder(folder, SmearClass.All.Select(kind => kind.Name));
        PictureSample[] samples = target.Draw(count, index => Sample(generator, index), progress, cancellationToken);
        target.WriteTable("cells.csv", "file,left,top,right,bottom,scanner,pen_mark", samples.SelectMany(sample => sample.Truth));
        return target.Complete(Card(generator, count), samples, "patient");
    }

    private static PictureSample Sample(SmearGenerator generator, int index)
    {
        Smear smear = generator.Generate(index);
        string label = SmearClass.All[smear.Label].Name, file = $"{label}/{smear.Patient}_{index:D5}.png";
        return new PictureSample([(new SampleEntry(file, label, smear.Patient, null), smear.Image)])
        {
            Truth = [Line(
                file, smear.Box.Left, smear.Box.Top, smear.Box.Right, smear.Box.Bottom, smear.Scanner, smear.HasShortcut ? 1 : 0)],
        };
    }

    private static DataCard Card(SmearGenerator generator, int count) => new(
        DatasetCatalog.Smears,
        "Generated pictures like blood smears: one cell of ten classes among red cells. Not real, not for diagnosis",
        "LeptonLab's generator; no patient or laboratory is behind the pictures",
        "MIT, as LeptonLab itself",
        [.. SmearClass.All.Select(kind => kind.Name)],
        [generator.Options.Size, generator.Options.Size, 3],
        new Dictionary<string, int> { ["all"] = count },
        Made(SmearGenerator.Name, SmearGenerator.Version, generator.Seed, count, generator.Options));
}
