using System.Buffers.Binary;
using System.IO.Compression;

namespace LeptonLab.IO;

/// <summary>Opens one file in a zip file: stored or deflated.</summary>
internal static class ZipEntryReader
{
    internal const int LocalHeaderLength = 30;
    private const uint Signature = 0x04034B50;

    // Deflate cannot pack more than 1 032 bytes into one, and needs a few for nothing.
    private const long BestCompression = 1032;

    /// <summary>The bytes of a file, unpacked. Reading past its end checks that they are what the directory says.</summary>
    /// <exception cref="FormatException">The file is damaged, or packed in a way that is not read.</exception>
    internal static Stream Open(RandomAccessFile file, ZipEntry entry)
    {
        if ((entry.Flags & 1) != 0)
            throw new FormatException("it is encrypted. Unpack it with its password first");
        if (entry.Method is not (ZipEntry.Stored or ZipEntry.Deflated))
            throw new FormatException($"it is packed by method {entry.Method}; stored (0) and deflated (8) are read");
        bool stored = entry.Method == ZipEntry.Stored;
        if (stored ? entry.Length != entry.PackedLength : entry.Length / BestCompression > entry.PackedLength)
            throw new FormatException($"{entry.PackedLength:N0} packed bytes cannot hold the {entry.Length:N0} that it claims");

        var header = new byte[LocalHeaderLength + entry.NameBytes.Length];
        file.Read(entry.Offset, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Signature
            || BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) != entry.NameBytes.Length
            || !header.AsSpan(LocalHeaderLength).SequenceEqual(entry.NameBytes))
        {
            throw new FormatException($"at byte {entry.Offset:N0} is not what the directory says");
        }

        long start = entry.Offset + header.Length + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (entry.PackedLength > entry.Limit - start)
            throw new FormatException($"its {entry.PackedLength:N0} bytes from {start:N0} run into what follows it");
        Stream packed = new FileSection(file, start, entry.PackedLength);
        return new CheckedStream(
            stored ? packed : new DeflateStream(packed, CompressionMode.Decompress), entry.Length, entry.Crc);
    }
}
