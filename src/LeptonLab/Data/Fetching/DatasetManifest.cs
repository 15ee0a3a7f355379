using System.Text.Json;
using LeptonLab.IO;

namespace LeptonLab.Data.Fetching;

/// <summary>
/// A published dataset that can be fetched: where its files are, their hashes, its licence, and how it is read. The ones that
/// LeptonLab knows are the files <c>datasets/*.json</c>; a file of your own works as well.
/// </summary>
/// <param name="Name">Its short name, as on the command line.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Origin">Who made it and where it is described.</param>
/// <param name="Citation">The work to cite.</param>
/// <param name="Licence">Under which licence it may be used.</param>
/// <param name="Reader">How it is read: <c>idx</c>, <c>cifar-10</c>, <c>medmnist</c> or <c>gtsrb</c>.</param>
/// <param name="Classes">The names of the classes, in the order of the labels.</param>
/// <param name="SampleShape">[height, width, channels].</param>
/// <param name="Samples">How many samples there are, by part.</param>
/// <param name="Files">What it consists of.</param>
/// <param name="FactsFrom">Where the addresses, sizes and hashes were taken from.</param>
public sealed record DatasetManifest(
    string Name,
    string Title,
    string Origin,
    string Citation,
    string Licence,
    string Reader,
    IReadOnlyList<string> Classes,
    IReadOnlyList<int> SampleShape,
    IReadOnlyDictionary<string, int> Samples,
    IReadOnlyList<ManifestFile> Files,
    string FactsFrom)
{
    private static readonly string[] Readers = ["idx", "cifar-10", "medmnist", "gtsrb"];

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly Lazy<IReadOnlyList<DatasetManifest>> Known = new(ReadKnown);

    /// <summary>The manifests that come with LeptonLab, in the order of their names.</summary>
    public static IReadOnlyList<DatasetManifest> All => Known.Value;

    /// <summary>The bytes of all files; where a size is unknown, the most that it may be.</summary>
    public long Bytes => Files.Sum(file => file.Limit);

    /// <summary>The manifest of this name, or null.</summary>
    public static DatasetManifest? Find(string name) =>
        All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads a manifest file.</summary>
    /// <exception cref="LeptonException">There is no such file, or it is not a manifest; the message says what is wrong.</exception>
    public static DatasetManifest Read(string path) => Parse(FileBytes.Read(path), path);

    /// <summary>The card of the dataset: what <c>lepton data card</c> shows.</summary>
    public DataCard ToCard() => new(Name, Title, $"{Origin}. Cite: {Citation}", Licence, Classes, SampleShape, Samples);

    /// <summary>Whether a folder holds all files, or what may stand in their place.</summary>
    internal bool IsCompleteIn(string folder) => Files.All(file => file.Find(folder) is not null);

    internal static DatasetManifest Parse(ReadOnlySpan<byte> json, string path)
    {
        DatasetManifest manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<DatasetManifest>(json.StartsWith("\uFEFF"u8) ? json[3..] : json, Format)
                ?? throw new LeptonException($"'{path}' is not a manifest of a dataset: it says null.");
        }
        catch (JsonException error)
        {
            throw new LeptonException($"'{path}' is not a manifest of a dataset: {error.Message}", error);
        }

        return manifest.Problem() is { } problem
            ? throw new LeptonException($"'{path}' is not a usable manifest of a dataset: {problem}.")
            : manifest;
    }

    private string? Problem()
    {
        if (Name.Length is 0 or > 60 || !Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            return $"its name '{Name}' must be made of small letters, digits and hyphens";
        if (!Readers.Contains(Reader))
            return $"its reader '{Reader}' is unknown; there are {string.Join(", ", Readers)}";
        if (SampleShape.Count != 3 || SampleShape.Any(extent => extent is < 1 or > 10_000))
            return "its sample_shape must be [height, width, channels]";
        if (Classes.Count < 2)
            return "it needs at least two classes";
        if (Files.Count == 0)
            return "it has no files";
        return Files.Select(file => file.Problem()).FirstOrDefault(problem => problem is not null)
            ?? (Files.DistinctBy(file => file.Name, StringComparer.OrdinalIgnoreCase).Count() < Files.Count ? "two files have the same name" : null);
    }

    private static DatasetManifest[] ReadKnown()
    {
        var assembly = typeof(DatasetManifest).Assembly;
        const string Prefix = "datasets/";
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using Stream stream = assembly.GetManifestResourceStream(name)!;
                    byte[] json = new byte[stream.Length];
                    stream.ReadExactly(json);
                    return Parse(json, name);
                }),
        ];
    }
}
