using System.Buffers.Binary;

namespace LeptonLab.IO;

/// <summary>
/// Reads the directory at the end of a zip file, with the 64-bit extensions. No two files may share a name or bytes, so
/// that small files cannot unpack to more than their own bytes allow.
/// </summary>
/// <remarks>PKWARE, APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3. Violations are thrown as <see cref="FormatException"/>.</remarks>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054B50, End64Signature = 0x06064B50, Locator64Signature = 0x07064B50;
    private const int EndLength = 22, End64Length = 56, Locator64Length = 20;

    /// <summary>The files in a zip file, in the order of its directory.</summary>
    internal static List<ZipEntry> Read(RandomAccessFile file)
    {
        (long start, long length, long count) = FindDirectory(file);
        if (length > MemoryClaim.Limit / 8)
            throw new FormatException($"its directory claims {length:N0} bytes, more than fits into memory");
        var bytes = new byte[length];
        file.Read(start, bytes);
        return WithLimits(ZipDirectoryEntries.Parse(bytes, count), start);
    }

    private static (long Start, long Length, long Count) FindDirectory(RandomAccessFile file)
    {
        var tail = new byte[Math.Min(file.Length, EndLength + ushort.MaxValue)];
        file.Read(file.Length - tail.Length, tail);
        int end = tail.Length - EndLength;
        while (end >= 0 && !IsEnd(tail.AsSpan(end)))
            end--;
        if (end < 0)
            throw new FormatException("it has no zip directory at its end. Was it cut off?");

        ReadOnlySpan<byte> record = tail.AsSpan(end);
        long position = file.Length - tail.Length + end;
        long count = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        long start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        bool split = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) is not (0 or uint.MaxValue);
        if (count == ushort.MaxValue || length == uint.MaxValue || start == uint.MaxValue)
            (start, length, count, position, split) = ReadEnd64(file, position);
        if (split)
            throw new FormatException("it is one part of several of a zip file");
        return start >= 0 && length >= 0 && start <= position && length <= position - start
            ? (start, length, count)
            : throw new FormatException($"its directory should be at byte {start:N0} and of {length:N0} bytes, where the file has no room for it");
    }

    // The end record closes the file, with a comment of the length that it gives.
    private static bool IsEnd(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes) == EndSignature
        && BinaryPrimitives.ReadUInt16LittleEndian(bytes[20..]) == bytes.Length - EndLength;

    private static (long Start, long Length, long Count, long Position, bool Split) ReadEnd64(RandomAccessFile file, long before)
    {
        Span<byte> locator = stackalloc byte[Locator64Length], record = stackalloc byte[End64Length];
        if (before < Locator64Length + End64Length)
            throw new FormatException("its directory lacks the record for large files that it refers to");
        file.Read(before - Locator64Length, locator);
        long position = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
        bool there = BinaryPrimitives.ReadUInt32LittleEndian(locator) == Locator64Signature
            && position >= 0 && position <= before - Locator64Length - End64Length;
        if (there)
            file.Read(position, record);
        if (!there || BinaryPrimitives.ReadUInt32LittleEndian(record) != End64Signature)
            throw new FormatException("its directory lacks the record for large files that it refers to");
        return (
            BinaryPrimitives.ReadInt64LittleEndian(record[48..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[32..]),
            position,
            BinaryPrimitives.ReadInt64LittleEndian(record[16..]) != 0);
    }

    private static List<ZipEntry> WithLimits(List<ZipEntry> entries, long directory)
    {
        long limit = directory;
        ZipEntry? after = null;
        var limits = new Dictionary<string, long>();
        foreach (ZipEntry entry in entries.OrderByDescending(entry => entry.Offset))
        {
            // Offsets and lengths are not negative, so the difference cannot overflow; the sum could.
            long room = limit - entry.Offset;
            if (room < ZipEntryReader.LocalHeaderLength + entry.NameBytes.Length || room < entry.PackedLength)
            {
                throw new FormatException(
                    $"{Names.Quote(entry.Name)} in it claims {entry.PackedLength:N0} bytes from byte {entry.Offset:N0}, which run into "
                    + (after is null ? "the directory" : Names.Quote(after.Name)));
            }

            if (!limits.TryAdd(entry.Name, limit))
                throw new FormatException($"{Names.Quote(entry.Name)} is in it twice");
            (limit, after) = (entry.Offset, entry);
        }

        return entries.ConvertAll(entry => entry with { Limit = limits[entry.Name] });
    }
}
