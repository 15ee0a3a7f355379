using System.Buffers.Binary;

namespace LeptonLab.IO;

/// <summary>
/// A record of TensorFlow's files: length (8 bytes, little-endian), masked check of the length (4), the bytes, masked check
/// of the bytes (4). See "TFRecord and tf.train.Example" in TensorFlow's guide.
/// </summary>
internal static class RecordFrame
{
    internal const int HeaderLength = 12, CheckLength = 4;

    internal static byte[] Wrap(ReadOnlySpan<byte> bytes)
    {
        var record = new byte[HeaderLength + bytes.Length + CheckLength];
        BinaryPrimitives.WriteInt64LittleEndian(record, bytes.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Crc32C.Masked(record.AsSpan(0, 8)));
        bytes.CopyTo(record.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(HeaderLength + bytes.Length), Crc32C.Masked(bytes));
        return record;
    }

    /// <summary>The bytes of the record at a position, or null if the file ends within it: somebody is writing, or was stopped.</summary>
    /// <exception cref="LeptonException">The record is damaged.</exception>
    internal static byte[]? Read(RandomAccessFile file, long position)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (file.Length - position < HeaderLength)
            return null;
        file.Read(position, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != Crc32C.Masked(header[..8]))
            throw Damaged(file, position, "the check of its length does not match");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header);
        if (length > (ulong)Math.Max(0, file.Length - position - HeaderLength - CheckLength))
            return null;
        if (length > (ulong)MemoryClaim.Limit - CheckLength)
            throw Damaged(file, position, $"it has {length:N0} bytes, more than fits into memory");

        var bytes = new byte[(int)length + CheckLength];
        file.Read(position + HeaderLength, bytes);
        ReadOnlySpan<byte> message = bytes.AsSpan(0, (int)length);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)length)) == Crc32C.Masked(message)
            ? message.ToArray()
            : throw Damaged(file, position, "the check of its bytes does not match");
    }

    private static LeptonException Damaged(RandomAccessFile file, long position, string reason) => new(
        $"'{file.Name}' is not a readable TensorBoard file: the record at byte {position:N0} is damaged ({reason}).");
}
