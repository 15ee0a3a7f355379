using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// What a dataset is, where it comes from and how to tell that it is unchanged: the file <c>card.json</c> in its folder.
/// </summary>
/// <param name="Name">Its short name, as on the command line.</param>
/// <param name="Title">What it shows, in a few words.</param>
/// <param name="Origin">Who made it and where it is described.</param>
/// <param name="Licence">Under which licence it may be used.</param>
/// <param name="Classes">The names of the classes, in the order of the labels.</param>
/// <param name="SampleShape">[height, width, channels].</param>
/// <param name="Samples">How many samples there are, by part: <c>train</c> and <c>test</c>, or <c>all</c>.</param>
/// <param name="Made">How the files were made.</param>
/// <param name="Files">For IDX files: the hashes of each.</param>
/// <param name="PixelsSha256">
/// For a folder of pictures: SHA-256 over the pixel hashes in <c>samples.csv</c>, each with a line feed.
/// </param>
public sealed record DataCard(
    string Name,
    string Title,
    string Origin,
    string Licence,
    IReadOnlyList<string> Classes,
    IReadOnlyList<int> SampleShape,
    IReadOnlyDictionary<string, int> Samples,
    DataOrigin? Made = null,
    IReadOnlyDictionary<string, FileHashes>? Files = null,
    string? PixelsSha256 = null)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "card.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The number of samples in all parts.</summary>
    [JsonIgnore]
    public int Count => Samples.Values.Sum();

    /// <summary>Reads the card of a dataset's folder; null if it has none.</summary>
    /// <exception cref="LeptonException">There is a card, but it cannot be understood.</exception>
    public static DataCard? TryRead(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize<DataCard>(FileBytes.Read(path), Format)
                ?? throw new LeptonException($"'{path}' is not a data card: it says null.");
        }
        catch (JsonException error)
        {
            throw new LeptonException($"'{path}' is not a data card: {error.Message}", error);
        }
    }

    /// <summary>Writes the card into a dataset's folder.</summary>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public void Write(string folder) =>
        AtomicFile.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Format) + "\n");

    internal static JsonObject ToJson<T>(T options) => JsonSerializer.SerializeToNode(options, Format)!.AsObject();
}

/// <summary>How the files of a dataset were made.</summary>
/// <param name="Generator">The name of the program part that made them.</param>
/// <param name="Version">Its version: the same version, seed and options give the same pixels.</param>
/// <param name="Seed">What was drawn at random follows from it.</param>
/// <param name="How">The procedure, in words.</param>
/// <param name="Options">All settings.</param>
public sealed record DataOrigin(string Generator, int Version, ulong Seed, string How, JsonObject? Options = null);

/// <summary>The SHA-256 hashes of a packed file.</summary>
/// <param name="Sha256">Of the file as it is.</param>
/// <param name="ContentSha256">Of what is packed in it; does not depend on the compressor.</param>
public sealed record FileHashes(string Sha256, string ContentSha256);
