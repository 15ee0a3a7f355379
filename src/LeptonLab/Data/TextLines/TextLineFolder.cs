using static LeptonLab.Data.PictureFolder;

namespace LeptonLab.Data.TextLines;

/// <summary>Writes generated lines of text as a folder of PNG pictures.</summary>
public static class TextLineFolder
{
    /// <summary>
    /// Writes <c>style/writer_number.png</c>, <c>samples.csv</c> (the groups are writers), <c>lines.csv</c> (what stands there),
    /// <c>characters.csv</c> (where) and <c>card.json</c>, by several threads. The folder appears when it is complete.
    /// </summary>
    /// <param name="folder">Where to; must be empty or absent.</param>
    /// <param name="count">The number of lines.</param>
    /// <param name="seed">Chooses texts, writers and papers.</param>
    /// <param name="options">What the lines are like.</param>
    /// <param name="progress">Is told the share that is written, 0 to 1, from several threads.</param>
    /// <param name="cancellationToken">Stops the work; nothing is left behind.</param>
    /// <exception cref="LeptonException">An option is impossible, or the folder is not empty or cannot be written.</exception>
    public static DataCard Write(
        string folder,
        int count,
        ulong seed = 1,
        TextLineOptions? options = null,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var generator = new TextLineGenerator(seed, options);
        using var target = new PictureFolder(folder, generator.Options.Styles.Distinct().Select(Name));
        int widest = 0;
        var gate = new Lock();
        PictureSample[] samples = target.Draw(
            count,
            index =>
            {
                TextLine line = generator.Generate(index);
                lock (gate)
                    widest = Math.Max(widest, line.Image.Width);
                return Sample(line, index);
            },
            progress,
            cancellationToken);
        target.WriteTable("lines.csv", "file,text,style,writer,width", samples.SelectMany(sample => sample.Truth));
        target.WriteTable(
            "characters.csv", "file,number,character,left,top,right,bottom", samples.SelectMany(sample => sample.MoreTruth));
        return target.Complete(
            new DataCard(
                TextLineGenerator.Name,
                "Generated lines of text in five stroke fonts; their widths differ, the shape is that of the widest",
                "LeptonLab's generator; the fonts are its own",
                "MIT, as LeptonLab itself",
                [.. generator.Alphabet.Select(character => $"{character}")],
                [generator.Options.Height, widest, 1],
                new Dictionary<string, int> { ["all"] = count },
                Made(TextLineGenerator.Name, TextLineGenerator.Version, seed, count, generator.Options)),
            samples);
    }

    private static PictureSample Sample(TextLine line, int index)
    {
        string file = $"{Name(line.Style)}/{line.Writer}_{index:D6}.png";
        string inked = line.Text.Replace(" ", "", StringComparison.Ordinal);
        return new PictureSample([(new SampleEntry(file, Name(line.Style), line.Writer, null), line.Image)])
        {
            Truth = [Line(file, line.Text, Name(line.Style), line.Writer, line.Image.Width)],
            MoreTruth = [.. line.Characters.Select((box, i) => Line(file, i, $"{inked[i]}", box.Left, box.Top, box.Right, box.Bottom))],
        };
    }

    private static string Name(TextStyle style) => $"{style}".ToLowerInvariant();
}
