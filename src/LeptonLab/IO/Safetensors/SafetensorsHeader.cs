using System.Text.Json;
using System.Text.Unicode;

namespace LeptonLab.IO;

/// <summary>Reads the JSON header of a safetensors file. Trusts nothing.</summary>
/// <remarks>Every violation is thrown as <see cref="FormatException"/> with the reason; the caller knows the file.</remarks>
internal sealed class SafetensorsHeader
{
    private const int MaxDepth = 8;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly HashSet<string> _names = [];
    private readonly Dictionary<string, string> _metadata = [];

    private SafetensorsHeader()
    {
    }

    /// <summary>The tensors in the order of the header.</summary>
    internal IReadOnlyList<SafetensorsEntry> Entries => _entries;

    internal IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads and checks a header.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="dataLength">How many bytes follow it.</param>
    internal static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        if (json.IsEmpty || json[0] != '{')
            throw new FormatException("its header does not start with '{'");
        if (!Utf8.IsValid(json))
            throw new FormatException("its header is not valid UTF-8");

        var header = new SafetensorsHeader();
        try
        {
            header.Read(new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth }));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half of a surrogate pair.
            throw new FormatException($"its header is not proper JSON ({error.Message.TrimEnd('.')})", error);
        }

        SafetensorsLayout.Check(header._entries, dataLength);
        return header;
    }

    private void Read(Utf8JsonReader json)
    {
        json.Read();
        while (NextName(ref json) is { } name)
        {
            if (!_names.Add(name))
                throw new FormatException($"tensor {Names.Quote(name)} is there twice");
            if (name == Safetensors.MetadataName)
                ReadMetadata(ref json);
            else
                _entries.Add(ReadEntry(ref json, name));
        }

        if (json.Read())
            throw new FormatException("its header goes on after the closing brace");
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        // The reference implementation reads null as none.
        if (!json.Read() || json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
            throw new FormatException($"{Safetensors.MetadataName} should be an object in braces, not {Shown(json)}");
        if (json.TokenType == JsonTokenType.Null)
            return;
        while (NextName(ref json) is { } key)
        {
            Expect(ref json, JsonTokenType.String, $"the metadata {Names.Quote(key)}", "text in quotes");
            if (!_metadata.TryAdd(key, json.GetString()!))
                throw new FormatException($"the metadata {Names.Quote(key)} are there twice");
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader json, string name)
    {
        string what = $"tensor {Names.Quote(name)}";
        Expect(ref json, JsonTokenType.StartObject, what, "an object in braces");
        string? type = null;
        List<long>? extents = null, offsets = null;
        while (NextName(ref json) is { } key)
        {
            bool twice = key switch { "dtype" => type is not null, "shape" => extents is not null, _ => offsets is not null };
            switch (key)
            {
                case "dtype" or "shape" or "data_offsets" when twice:
                    throw new FormatException($"{what} has {key} twice");
                case "dtype":
                    Expect(ref json, JsonTokenType.String, $"the dtype of {what}", "text in quotes");
                    type = json.GetString();
                    break;
                case "shape":
                    extents = ReadNumbers(ref json, $"the shape of {what}", int.MaxValue, SafetensorsLayout.MaxRank);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref json, $"data_offsets of {what}", long.MaxValue, 2);
                    break;
                default:
                    // As the reference implementation does: what a later version may add is passed over.
                    json.Read();
                    json.Skip();
                    break;
            }
        }

        string? missing = type is null ? "dtype" : extents is null ? "shape" : offsets is not { Count: 2 } ? "two data_offsets" : null;
        return missing is null
            ? SafetensorsLayout.Entry(name, type!, extents!, offsets![0], offsets[1])
            : throw new FormatException($"{what} lacks {missing}");
    }

    // Counting numbers in brackets; nothing is kept of more than there may be.
    private static List<long> ReadNumbers(ref Utf8JsonReader json, string what, long largest, int most)
    {
        var numbers = new List<long>();
        Expect(ref json, JsonTokenType.StartArray, what, "numbers in brackets");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0 || number > largest)
                throw new FormatException($"{what} has an impossible number: {Shown(json)} (0 to {largest:N0}, whole)");
            if (numbers.Count == most)
                throw new FormatException($"{what} has more than {most} numbers");
            numbers.Add(number);
        }

        return numbers;
    }

    // The next name in an object, or null at its end.
    private static string? NextName(ref Utf8JsonReader json) =>
        json.Read() && json.TokenType == JsonTokenType.PropertyName ? json.GetString() : null;

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type, string what, string expected)
    {
        if (!json.Read() || json.TokenType != type)
            throw new FormatException($"{what} should be {expected}, not {Shown(json)}");
    }

    private static string Shown(Utf8JsonReader json) => json.TokenType switch
    {
        JsonTokenType.StartArray => "[…",
        JsonTokenType.StartObject => "{…",
        _ => Names.Quote(System.Text.Encoding.UTF8.GetString(json.ValueSpan)),
    };
}
