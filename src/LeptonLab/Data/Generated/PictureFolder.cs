using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>A folder of generated pictures that is being written: PNG files, tables of ground truth, the card.</summary>
internal sealed class PictureFolder : IDisposable
{
    private readonly NewFolder _target;
    private readonly Dictionary<string, FileHashes> _tables = [];

    /// <summary>Starts a folder.</summary>
    /// <param name="folder">Where it will be; must be empty or absent.</param>
    /// <param name="parts">The folders in it.</param>
    internal PictureFolder(string folder, IEnumerable<string> parts)
    {
        _target = new NewFolder(folder);
        foreach (string part in parts)
            Directory.CreateDirectory(Path.Combine(_target.Path, part));
    }

    /// <summary>Draws and writes samples, by several threads.</summary>
    /// <param name="count">How many.</param>
    /// <param name="sample">Draws a sample: its pictures, and the lines that go into the tables.</param>
    /// <param name="progress">Is told the share that is written.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    internal PictureSample[] Draw(
        int count, Func<int, PictureSample> sample, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var samples = new PictureSample[count];
        int done = 0;
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, index =>
            {
                PictureSample drawn = sample(index);
                foreach ((SampleEntry entry, Image image) in drawn.Pictures)
                    PngWriter.Write(image, Path.Combine(_target.Path, entry.File));
                samples[index] = drawn with
                {
                    Pictures = [],
                    Entries = [.. drawn.Pictures.Select(picture => picture.Entry with { Pixels = DataHash.OfPixels(picture.Image) })],
                };
                progress?.Report((double)Interlocked.Increment(ref done) / count);
            });
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.OfType<LeptonException>().FirstOrDefault() is { } first)
        {
            throw new LeptonException(first.Message, error);
        }

        return samples;
    }

    /// <summary>Writes a table of ground truth; its hash goes onto the card.</summary>
    internal void WriteTable(string name, string columns, IEnumerable<string> lines)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(lines.Prepend(columns).Select(line => line + "\n")));
        AtomicFile.WriteBytes(Path.Combine(_target.Path, name), text);
        string hash = Convert.ToHexStringLower(SHA256.HashData(text));
        _tables[name] = new FileHashes(hash, hash);
    }

    /// <summary>Writes the list of samples and the card; the folder gets its name.</summary>
    /// <param name="card">What is known but for the hashes.</param>
    /// <param name="samples">What was drawn.</param>
    /// <param name="group">What the column of the groups is called.</param>
    internal DataCard Complete(DataCard card, PictureSample[] samples, string group = "group")
    {
        SampleEntry[] entries = [.. samples.SelectMany(sample => sample.Entries)];
        SampleList.Write(_target.Path, entries, group);
        card = card with
        {
            Files = _tables.Count == 0 ? null : _tables,
            PixelsSha256 = DataHash.OfAll(entries.Select(entry => entry.Pixels!)),
        };
        card.Write(_target.Path);
        _target.Complete();
        return card;
    }

    public void Dispose() => _target.Dispose();

    /// <summary>A line of a table; texts with a comma or a quotation mark are quoted (RFC 4180).</summary>
    internal static string Line(params object[] fields) => string.Join(',', fields.Select(field => field switch
    {
        string text when text.AsSpan().ContainsAny(',', '"') => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
        double number => number.ToString("0.####", CultureInfo.InvariantCulture),
        float number => number.ToString("0.####", CultureInfo.InvariantCulture),
        _ => Convert.ToString(field, CultureInfo.InvariantCulture),
    }));

    /// <summary>How a set was made, for its card.</summary>
    internal static DataOrigin Made<T>(string name, int version, ulong seed, int count, T options) =>
        new(
            name, version, seed, $"lepton data make {name} --count {count} --seed {seed}, with --set for each option that differs",
            DataCard.ToJson(options));
}

/// <summary>What is written for one sample.</summary>
/// <param name="Pictures">Its pictures.</param>
internal sealed record PictureSample(IReadOnlyList<(SampleEntry Entry, Image Image)> Pictures)
{
    /// <summary>The lines of <c>samples.csv</c>.</summary>
    internal IReadOnlyList<SampleEntry> Entries { get; init; } = [];

    /// <summary>Lines for a table of ground truth.</summary>
    internal IReadOnlyList<string> Truth { get; init; } = [];

    /// <summary>Lines for a second table.</summary>
    internal IReadOnlyList<string> MoreTruth { get; init; } = [];

    /// <summary>Lines for a third table.</summary>
    internal IReadOnlyList<string> EvenMoreTruth { get; init; } = [];
}
