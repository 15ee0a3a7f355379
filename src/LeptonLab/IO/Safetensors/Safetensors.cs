using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.IO;

/// <summary>
/// The safetensors format for named tensors, whole files at once; <see cref="SafetensorsFile"/> reads one tensor at a time.
/// 32-bit floats are written; <see cref="SafetensorsFile.Read"/> says what is read.
/// </summary>
public static class Safetensors
{
    /// <summary>The entry of the header that is not a tensor.</summary>
    internal const string MetadataName = "__metadata__";

    /// <summary>Writes tensors in the given order; the file appears complete or not at all.</summary>
    /// <param name="path">The file to write, usually <c>*.safetensors</c>.</param>
    /// <param name="tensors">Tensors by name.</param>
    /// <param name="metadata">Free text by name, or null.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or one that cannot be written.</exception>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        KeyValuePair<string, Tensor>[] all = [.. tensors];
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(Header(all, metadata));
        Array.Resize(ref json, (json.Length + 7) / 8 * 8);
        json.AsSpan().Replace((byte)0, (byte)' '); // the numbers start at a multiple of eight

        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
            stream.Write(length);
            stream.Write(json);
            foreach ((_, Tensor tensor) in all)
                stream.Write(LittleEndian(tensor));
        });
    }

    /// <summary>Reads all tensors of a file as 32-bit floats, by name, in the order of the header.</summary>
    /// <exception cref="LeptonException">The file cannot be read, or is not a safetensors file of numbers that fit.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Entries.ToDictionary(entry => entry.Name, entry => file.Read(entry.Name));
    }

    /// <summary>The tensor's numbers as the file has them: 32-bit, least significant byte first.</summary>
    internal static ReadOnlySpan<byte> LittleEndian(Tensor tensor)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(tensor.Values);
        byte[] bytes = MemoryMarshal.AsBytes(tensor.Values).ToArray();
        ByteOrder.Reverse(bytes, sizeof(float));
        return bytes;
    }

    private static JsonObject Header(KeyValuePair<string, Tensor>[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var header = new JsonObject();
        if (metadata is not null)
            header[MetadataName] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        long offset = 0;
        foreach ((string name, Tensor tensor) in tensors)
        {
            if (name is null or MetadataName || !Names.IsText(name) || header.ContainsKey(name))
                throw new ArgumentException($"A tensor cannot be saved under the name {Names.Quote(name ?? "")}: {Problem(name)}.");
            long end = offset + (long)tensor.Count * sizeof(float);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.Shape.Select(extent => (JsonNode)extent)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        return header;
    }

    private static string Problem(string? name) => name switch
    {
        null => "there is none",
        MetadataName => "the format keeps it for itself",
        _ when !Names.IsText(name) => "it is not valid text (half of a surrogate pair)",
        _ => "another tensor has it",
    };
}
