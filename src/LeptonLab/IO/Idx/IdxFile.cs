using System.Buffers.Binary;
using System.IO.Compression;

namespace LeptonLab.IO;

/// <summary>
/// Reads and writes IDX files, the format of MNIST and Fashion-MNIST, plain or packed with gzip. Whether a file is packed
/// is told by its first bytes when reading and by the name's ending, <c>.gz</c>, when writing.
/// </summary>
public static class IdxFile
{
    // Deflate cannot pack more than 1 032 bytes into one.
    private const long BestCompression = 1032;
    private const int GzipTrailer = 8;

    /// <summary>Reads a file.</summary>
    /// <exception cref="LeptonException">The file is missing, not IDX, damaged, too short or too long.</exception>
    public static IdxArray Read(string path) => Decode(FileBytes.Read(path), path);

    /// <summary>Decodes the contents of a file.</summary>
    /// <param name="file">The contents, plain or packed.</param>
    /// <param name="name">What to call the file in an error message: its path.</param>
    /// <exception cref="LeptonException">The file is not IDX, damaged, too short or too long.</exception>
    public static IdxArray Decode(byte[] file, string name)
    {
        bool packed = file.AsSpan().StartsWith<byte>([0x1F, 0x8B]);
        try
        {
            using var bytes = new MemoryStream(file, writable: false);
            using Stream source = packed ? new GZipStream(bytes, CompressionMode.Decompress) : bytes;
            (IdxType type, int[] extents, byte[] header) = ReadHeader(source, name);
            long length = Length(type, extents, name);
            if (length > (packed ? file.Length * BestCompression : file.Length - header.Length))
                throw TooShort(name, type, extents, $"the whole file has {file.Length:N0} bytes");

            byte[] data = MemoryClaim.ReadUpTo(source, (int)length);
            if (data.Length < length)
                throw TooShort(name, type, extents, $"there are {data.Length:N0}");
            if (source.ReadByte() >= 0)
            {
                throw Bad(name, $"after the {length:N0} bytes that its header announces ({Describe(type, extents)}) more follow; "
                    + "the header or the file is wrong");
            }

            if (packed && !HasRightTrailer(file, header, data))
                throw Bad(name, "its gzip packing is damaged or cut off (the check at its end does not match)");
            return new IdxArray(type, extents, data);
        }
        catch (InvalidDataException error)
        {
            throw Bad(name, "its gzip packing is damaged", error);
        }
    }

    /// <summary>Writes a file, replacing one of the same name; packed with gzip if the name ends in <c>.gz</c>.</summary>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public static void Write(IdxArray array, string path) => AtomicFile.Write(path, stream =>
    {
        if (!path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            Encode(array, stream);
            return;
        }

        using var gzip = new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        Encode(array, gzip);
    });

    /// <summary>Writes the plain format to a stream.</summary>
    public static void Encode(IdxArray array, Stream stream)
    {
        byte[] header = new byte[4 + 4 * array.Extents.Count];
        (header[2], header[3]) = ((byte)array.Type, (byte)array.Extents.Count);
        for (int axis = 0; axis < array.Extents.Count; axis++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * axis), array.Extents[axis]);
        stream.Write(header);
        stream.Write(array.Data);
    }

    private static (IdxType Type, int[] Extents, byte[] Header) ReadHeader(Stream source, string name)
    {
        byte[] magic = MemoryClaim.ReadUpTo(source, 4);
        if (magic.Length < 4)
            throw Bad(name, $"it ends after {magic.Length} bytes, within its header");
        var type = (IdxType)magic[2];
        if (magic[0] != 0 || magic[1] != 0 || !Enum.IsDefined(type) || magic[3] == 0)
        {
            throw Bad(name, $"it starts with {Convert.ToHexString(magic)} instead of 0000, a type code (08, 09, 0B … 0E) and the "
                + "number of extents");
        }

        byte[] words = MemoryClaim.ReadUpTo(source, 4 * magic[3]);
        if (words.Length < 4 * magic[3])
            throw Bad(name, $"it ends after {4 + words.Length} bytes, within its header");
        int[] extents = new int[magic[3]];
        for (int axis = 0; axis < extents.Length; axis++)
        {
            extents[axis] = BinaryPrimitives.ReadInt32BigEndian(words.AsSpan(4 * axis));
            if (extents[axis] < 0)
                throw Bad(name, $"its header gives axis {axis} the impossible extent {(uint)extents[axis]:N0}");
        }

        return (type, extents, [.. magic, .. words]);
    }

    private static long Length(IdxType type, int[] extents, string name)
    {
        long length = IdxArray.ElementSize(type);
        foreach (int extent in extents)
        {
            // Both factors are below 2³¹, so this cannot overflow before it is refused.
            length *= extent;
            if (length > MemoryClaim.Limit)
                throw Bad(name, $"its header announces {Describe(type, extents)}, more than fits into memory");
        }

        return length;
    }

    // RFC 1952: a packed file ends with the check and the length of what was packed. GZipStream does not miss them when
    // they are cut off.
    private static bool HasRightTrailer(byte[] file, byte[] header, byte[] data)
    {
        if (file.Length < GzipTrailer)
            return false;
        ReadOnlySpan<byte> trailer = file.AsSpan(file.Length - GzipTrailer);
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer) == Crc32.Compute(data, Crc32.Compute(header))
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == (uint)(header.Length + data.Length);
    }

    private static string Describe(IdxType type, int[] extents) => $"{string.Join(" × ", extents)} elements of type {type}";

    private static LeptonException TooShort(string name, IdxType type, int[] extents, string found) =>
        Bad(name, $"its header announces {Describe(type, extents)}, but {found}. It was probably cut off");

    private static LeptonException Bad(string name, string reason, Exception? cause = null)
    {
        string message = $"'{name}' is not a readable IDX file: {reason}. Get the file again.";
        return cause is null ? new LeptonException(message) : new LeptonException(message, cause);
    }
}
