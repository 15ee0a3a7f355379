using System.Buffers.Binary;
using System.Text;

namespace LeptonLab.IO;

/// <summary>Reads the entries of a zip file's directory (APPNOTE.TXT, sections 4.3.12 and 4.5.3).</summary>
internal static class ZipDirectoryEntries
{
    private const uint Signature = 0x02014B50;
    private const int HeaderLength = 46, Utf8Flag = 1 << 11;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static List<ZipEntry> Parse(ReadOnlySpan<byte> bytes, long count)
    {
        var entries = new List<ZipEntry>();
        while (bytes.Length > 0)
        {
            if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Signature)
                throw new FormatException($"entry {entries.Count:N0} of its directory is damaged");
            int name = BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]);
            int extra = BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]);
            int comment = BinaryPrimitives.ReadUInt16LittleEndian(bytes[32..]);
            if (bytes.Length < HeaderLength + name + extra + comment)
                throw new FormatException($"entry {entries.Count:N0} of its directory is damaged");
            entries.Add(Entry(bytes[..HeaderLength], bytes.Slice(HeaderLength, name), bytes.Slice(HeaderLength + name, extra)));
            bytes = bytes[(HeaderLength + name + extra + comment)..];
        }

        return entries.Count == count
            ? entries
            : throw new FormatException($"its directory announces {count:N0} files and lists {entries.Count:N0}");
    }

    private static ZipEntry Entry(ReadOnlySpan<byte> header, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra)
    {
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        string name;
        try
        {
            // Without the flag it is of the code page of some computer; the letters of ASCII are the same in all.
            name = ((flags & Utf8Flag) != 0 ? StrictUtf8 : Encoding.Latin1).GetString(nameBytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new FormatException("a name in its directory is not valid UTF-8", error);
        }

        long packed = BinaryPrimitives.ReadUInt32LittleEndian(header[20..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(header[42..]);
        ReadOnlySpan<byte> large = LargeNumbers(extra);
        if (!TakeLarge(ref length, ref large) || !TakeLarge(ref packed, ref large) || !TakeLarge(ref offset, ref large))
            throw new FormatException($"the sizes of {Names.Quote(name)} in its directory are damaged");
        return new ZipEntry(
            name,
            nameBytes.ToArray(),
            flags,
            BinaryPrimitives.ReadUInt16LittleEndian(header[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[16..]),
            packed,
            length,
            offset);
    }

    // The extra field 0001: 64-bit numbers in place of those that are all ones.
    private static ReadOnlySpan<byte> LargeNumbers(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            extra = extra[4..];
            if (length > extra.Length)
                break;
            if (id == 1)
                return extra[..length];
            extra = extra[length..];
        }

        return [];
    }

    private static bool TakeLarge(ref long number, ref ReadOnlySpan<byte> large)
    {
        if (number != uint.MaxValue)
            return true;
        if (large.Length < sizeof(long))
            return false;
        number = BinaryPrimitives.ReadInt64LittleEndian(large);
        large = large[sizeof(long)..];
        return number >= 0;
    }
}
