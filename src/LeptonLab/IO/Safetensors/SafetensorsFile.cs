using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LeptonLab.IO;

/// <summary>
/// An open safetensors file: its tensors are listed by the header, and read one by one when asked for.
/// <see cref="Safetensors.Read"/> reads all at once. Several threads may read at the same time.
/// </summary>
/// <remarks>
/// The format: eight bytes with the length of a JSON header, little-endian; the header; the numbers, back to back
/// (Hugging Face, "Safetensors" format description).
/// </remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const int LengthBytes = 8, MaxHeaderBytes = 100_000_000;
    private readonly RandomAccessFile _file;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _byName = [];

    private SafetensorsFile(RandomAccessFile file)
    {
        _file = file;
        if (file.Length < LengthBytes)
            throw Bad($"it has {file.Length} bytes, fewer than the {LengthBytes} that the format starts with");
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        file.Read(0, lengthBytes);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (length > (ulong)(file.Length - LengthBytes))
            throw Bad($"its header claims {length:N0} bytes, but the file has {file.Length:N0}");
        if (length > MaxHeaderBytes)
            throw Bad($"its header has {length:N0} bytes; the format allows {MaxHeaderBytes:N0}");

        var json = new byte[length];
        file.Read(LengthBytes, json);
        _dataStart = LengthBytes + json.Length;
        try
        {
            var header = SafetensorsHeader.Parse(json, file.Length - _dataStart);
            (Entries, Metadata) = (header.Entries, header.Metadata);
        }
        catch (FormatException error)
        {
            throw Bad(error.Message);
        }

        foreach (SafetensorsEntry entry in Entries)
            _byName.Add(entry.Name, entry);
    }

    /// <summary>The tensors, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Free text by name, such as <c>format</c>: <c>pt</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and reads its header, not its numbers.</summary>
    /// <exception cref="LeptonException">The file cannot be read, or is not a safetensors file.</exception>
    public static SafetensorsFile Open(string path) => Open(RandomAccessFile.Open(path));

    /// <summary>Reads the header of a file in memory.</summary>
    /// <param name="file">The contents of the file; kept.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">It is not a safetensors file.</exception>
    public static SafetensorsFile Decode(byte[] file, string name) =>
        Open(new RandomAccessFile(new MemoryStream(file, writable: false), name));

    internal static SafetensorsFile Open(RandomAccessFile file)
    {
        try
        {
            return new SafetensorsFile(file);
        }
        catch (LeptonException)
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads one tensor as 32-bit floats.</summary>
    /// <remarks>
    /// Integers must come through exactly: one that needs more than 24 significant bits is refused. F64 is rounded to the
    /// nearest float; a finite number beyond ±3.4e38 is refused. False is 0, true is 1.
    /// </remarks>
    /// <exception cref="LeptonException">
    /// There is no tensor of this name, its numbers are of a type that is not read or do not fit, or the file cannot be read.
    /// </exception>
    public Tensor Read(string name)
    {
        SafetensorsEntry entry = Entry(name);
        if (entry.NumberType is not { } type)
        {
            throw new LeptonException($"'{_file.Name}': tensor {Names.Quote(name)} has the type {entry.Type}, which cannot be read "
                + "here. Convert it to F32, F16 or BF16 with the program that wrote it.");
        }

        if (Math.Max(entry.Length, (long)sizeof(float) * entry.Shape.Count) > MemoryClaim.Available)
            throw TooLarge(entry);
        if (type == IO.NumberType.Float32)
        {
            var tensor = new Tensor(entry.Shape) { Name = name };
            Span<byte> bytes = MemoryMarshal.AsBytes(tensor.AsSpan());
            _file.Read(_dataStart + entry.Offset, bytes);
            ByteOrder.LittleEndian(bytes, sizeof(float));
            return tensor;
        }

        byte[] numbers = ReadBytes(name);
        ByteOrder.LittleEndian(numbers, type.Size());
        var converted = new Tensor(entry.Shape) { Name = name };
        return FloatConversion.ToFloats(numbers, type, converted.AsSpan()) is { } problem
            ? throw new LeptonException($"'{_file.Name}': tensor {Names.Quote(name)} of type {entry.Type}: {problem}.")
            : converted;
    }

    /// <summary>Reads the bytes of one tensor as the file has them, whatever its type.</summary>
    /// <exception cref="LeptonException">There is no tensor of this name, or the file cannot be read.</exception>
    public byte[] ReadBytes(string name)
    {
        SafetensorsEntry entry = Entry(name);
        if (entry.Length > Math.Min(Array.MaxLength, MemoryClaim.Available))
            throw TooLarge(entry);
        var bytes = new byte[entry.Length];
        _file.Read(_dataStart + entry.Offset, bytes);
        return bytes;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private SafetensorsEntry Entry(string name)
    {
        if (_byName.TryGetValue(name, out SafetensorsEntry? entry))
            return entry;
        string hint = Names.Nearest(name, _byName.Keys) is { } near
            ? $"Did you mean {Names.Quote(near)}?"
            : $"It holds {Names.List(_byName.Keys)}.";
        throw new LeptonException($"'{_file.Name}' has no tensor {Names.Quote(name)}. {hint}");
    }

    private LeptonException TooLarge(SafetensorsEntry entry) => new(
        $"'{_file.Name}': tensor {Names.Quote(entry.Name)} {entry.Shape} has {entry.Length:N0} bytes, more than fits into memory.");

    private LeptonException Bad(string reason) => new($"'{_file.Name}' is not a readable safetensors file: {reason}.");
}
