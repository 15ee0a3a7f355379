namespace LeptonLab.IO;

/// <summary>
/// Reads and writes .npy files, NumPy's format for one array: versions 1.0 to 3.0, either byte order, rows or columns
/// first. Written is version 1.0, least significant byte first, rows first.
/// </summary>
/// <remarks>NumPy reference, "numpy.lib.format". Records, text, objects, dates and complex numbers are refused.</remarks>
public static class NpyFile
{
    private const int MaxHeaderBytes = 1 << 20;

    internal static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a file.</summary>
    /// <exception cref="LeptonException">The file is missing, not .npy, damaged, too short or too long, or not of numbers.</exception>
    public static NpyArray Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Decode(stream, stream.Length, stream.Length, path);
        }
        catch (Exception error) when (ReadError.Explains(error))
        {
            throw ReadError.For(path, error);
        }
    }

    /// <summary>Decodes the contents of a file.</summary>
    /// <param name="file">The contents of the file.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">The file is not .npy, damaged, too short or too long, or not of numbers.</exception>
    public static NpyArray Decode(byte[] file, string name)
    {
        using var stream = new MemoryStream(file, writable: false);
        return Decode(stream, file.Length, file.Length, name);
    }

    /// <summary>Writes a file, replacing one of the same name.</summary>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public static void Write(NpyArray array, string path) => AtomicFile.Write(path, stream => Encode(array, stream));

    /// <summary>Writes the format to a stream.</summary>
    public static void Encode(NpyArray array, Stream stream)
    {
        stream.Write(NpyHeader.Write(array));
        if (BitConverter.IsLittleEndian || array.Type.Size() == 1)
        {
            stream.Write(array.Bytes);
            return;
        }

        byte[] bytes = [.. array.Bytes];
        ByteOrder.LittleEndian(bytes, array.Type.Size());
        stream.Write(bytes);
    }

    /// <summary>Decodes a file as its bytes come.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="total">How many there are or are said to be.</param>
    /// <param name="certain">How many are surely there: memory for as many may be taken at once.</param>
    /// <param name="name">What to call the file in an error message.</param>
    internal static NpyArray Decode(Stream source, long total, long certain, string name)
    {
        try
        {
            (NpyHeader header, int start) = ReadHeader(source);
            string what = $"its header announces {header.Shape} numbers of type {header.Type}, {header.Length:N0} bytes";
            if (header.Length > MemoryClaim.Limit)
                throw new FormatException($"{what}, more than fits into memory");
            if (header.Length > total - start)
                throw new FormatException($"{what}, but {total - start:N0} follow. It was probably cut off");
            byte[] bytes = MemoryClaim.ReadUpTo(source, (int)header.Length, certain);
            if (bytes.Length < header.Length)
                throw new FormatException($"{what}, but {bytes.Length:N0} follow. It was probably cut off");
            if (source.ReadByte() >= 0)
                throw new FormatException($"{what}, but more follow. Files with several arrays in a row are not read");

            if (header.BigEndian == BitConverter.IsLittleEndian)
                ByteOrder.Reverse(bytes, header.Type.Size());
            if (header.FortranOrder)
                bytes = FortranOrder.ToRows(bytes, header.Shape, header.Type.Size());
            return new NpyArray(header.Type, header.Shape, bytes);
        }
        catch (FormatException error)
        {
            throw new LeptonException($"'{name}' is not a readable .npy file: {error.Message}.");
        }
    }

    private static (NpyHeader Header, int Length) ReadHeader(Stream source)
    {
        byte[] start = MemoryClaim.ReadUpTo(source, 8);
        if (start.Length < 8 || !start.AsSpan().StartsWith(Signature))
            throw new FormatException("it does not start with the signature of NumPy, 93 'NUMPY', and a version");
        if (start[6] is < 1 or > 3 || start[7] != 0)
            throw new FormatException($"it is of version {start[6]}.{start[7]}; 1.0, 2.0 and 3.0 are read");

        byte[] lengthBytes = MemoryClaim.ReadUpTo(source, start[6] == 1 ? 2 : 4);
        long length = 0;
        for (int i = lengthBytes.Length - 1; i >= 0; i--)
            length = length << 8 | lengthBytes[i];
        if (length > MaxHeaderBytes)
            throw new FormatException($"its header claims {length:N0} bytes; {MaxHeaderBytes:N0} at most are read");
        byte[] text = MemoryClaim.ReadUpTo(source, (int)length);
        return text.Length == length
            ? (NpyHeader.Parse(text, isUtf8: start[6] == 3), start.Length + lengthBytes.Length + text.Length)
            : throw new FormatException($"it ends within its header, which claims {length:N0} bytes");
    }
}
