using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeptonLab.IO;

/// <summary>
/// The safetensors format for named tensors (Hugging Face, "Safetensors" format description): eight bytes with the length
/// of a JSON header, little-endian; the header; the numbers, back to back. This class handles 32-bit floats, "F32".
/// </summary>
public static class Safetensors
{
    private const int MaxHeaderBytes = 100_000_000;

    /// <summary>Writes tensors in the given order; the file appears complete or not at all.</summary>
    /// <param name="path">The file to write, usually <c>*.safetensors</c>.</param>
    /// <param name="tensors">Tensors by name.</param>
    /// <param name="metadata">Free text by name, or null.</param>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        KeyValuePair<string, Tensor>[] all = [.. tensors];
        var header = new JsonObject();
        if (metadata is not null)
            header["__metadata__"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        long offset = 0;
        foreach ((string name, Tensor tensor) in all)
        {
            long end = offset + (long)tensor.Count * sizeof(float);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. tensor.Shape.Select(extent => (JsonNode)extent)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
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

    /// <summary>Reads all tensors of a file, by name, in the order of the header.</summary>
    /// <exception cref="LeptonException">The file cannot be read, or is not a safetensors file of 32-bit floats.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LeptonException($"'{path}' cannot be read: {error.Message}", error);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Bad(path, $"its header is not what the format asks for ({error.Message})");
        }
    }

    /// <summary>The tensor's numbers as the file has them: 32-bit, least significant byte first.</summary>
    internal static ReadOnlySpan<byte> LittleEndian(Tensor tensor)
    {
        ReadOnlySpan<float> values = tensor.AsSpan();
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(values);
        var bytes = new byte[values.Length * sizeof(float)];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        return bytes;
    }

    private static Dictionary<string, Tensor> Read(FileStream stream, string path)
    {
        Span<byte> lengthBytes = stackalloc byte[8];
        if (stream.Length < 8)
            throw Bad(path, $"it has {stream.Length} bytes, fewer than the 8 that the format starts with");
        stream.ReadExactly(lengthBytes);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > MaxHeaderBytes || (long)headerLength > stream.Length - 8)
            throw Bad(path, $"its header claims {headerLength:N0} bytes, but the file has {stream.Length:N0}");
        var json = new byte[headerLength];
        stream.ReadExactly(json);

        long dataStart = stream.Position, dataLength = stream.Length - dataStart, expected = 0;
        var tensors = new Dictionary<string, Tensor>();
        using var header = JsonDocument.Parse(json);
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__")
            .OrderBy(entry => entry.Value.GetProperty("data_offsets")[0].GetInt64()))
        {
            string type = entry.Value.GetProperty("dtype").GetString() ?? "";
            if (type != "F32")
                throw Bad(path, $"tensor '{entry.Name}' has type {type}; this version reads F32");
            Shape shape = ReadShape(entry.Value.GetProperty("shape"), path, entry.Name);
            JsonElement offsets = entry.Value.GetProperty("data_offsets");
            long first = offsets[0].GetInt64(), end = offsets[1].GetInt64();
            if (first != expected || end - first != (long)shape.Count * sizeof(float) || end > dataLength)
            {
                throw Bad(path, $"tensor '{entry.Name}' {shape} claims bytes {first:N0} to {end:N0} of {dataLength:N0}; "
                    + $"it needs {(long)shape.Count * sizeof(float):N0} from {expected:N0}");
            }

            expected = end;
            if (!tensors.TryAdd(entry.Name, ReadTensor(stream, shape, entry.Name)))
                throw Bad(path, $"tensor '{entry.Name}' is there twice");
        }

        return expected == dataLength
            ? tensors
            : throw Bad(path, $"its tensors need {expected:N0} bytes, but {dataLength:N0} follow the header");
    }

    private static Shape ReadShape(JsonElement extents, string path, string name)
    {
        try
        {
            return new Shape([.. extents.EnumerateArray().Select(extent => extent.GetInt32())]);
        }
        catch (ArgumentException impossible)
        {
            throw Bad(path, $"tensor '{name}': {impossible.Message}");
        }
    }

    private static Tensor ReadTensor(FileStream stream, Shape shape, string name)
    {
        var tensor = new Tensor(shape) { Name = name };
        Span<byte> bytes = MemoryMarshal.AsBytes(tensor.AsSpan());
        stream.ReadExactly(bytes);
        if (!BitConverter.IsLittleEndian)
        {
            foreach (ref float value in tensor.AsSpan())
                value = BitConverter.UInt32BitsToSingle(BinaryPrimitives.ReverseEndianness(BitConverter.SingleToUInt32Bits(value)));
        }

        return tensor;
    }

    private static LeptonException Bad(string path, string reason) => new($"'{path}' is not a readable safetensors file: {reason}.");
}
