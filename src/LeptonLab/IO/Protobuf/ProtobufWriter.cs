using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace LeptonLab.IO;

/// <summary>
/// Writes a message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding): fields, each with its number and
/// its wire type in front. Only what ONNX and TensorBoard need.
/// </summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>A field of type int32, int64 or enum.</summary>
    internal void Number(int field, long value)
    {
        Tag(field, ProtobufType.Varint);
        WriteVarint((ulong)value);
    }

    /// <summary>A field of type float.</summary>
    internal void Float(int field, float value)
    {
        Tag(field, ProtobufType.Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(sizeof(float)), value);
        _bytes.Advance(sizeof(float));
    }

    /// <summary>A field of type double.</summary>
    internal void Double(int field, double value)
    {
        Tag(field, ProtobufType.Fixed64);
        WriteDouble(value);
    }

    /// <summary>A field of type repeated double, packed.</summary>
    internal void Doubles(int field, ReadOnlySpan<double> values)
    {
        Tag(field, ProtobufType.Bytes);
        WriteVarint((ulong)values.Length * sizeof(double));
        foreach (double value in values)
            WriteDouble(value);
    }

    /// <summary>A field of type string.</summary>
    internal void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A field of type bytes.</summary>
    internal void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, ProtobufType.Bytes);
        WriteVarint((ulong)value.Length);
        _bytes.Write(value);
    }

    /// <summary>A field that is a message itself.</summary>
    internal void Message(int field, ProtobufWriter message) => Bytes(field, message._bytes.WrittenSpan);

    internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    private void Tag(int field, ProtobufType type) => WriteVarint((ulong)(field << 3 | (int)type));

    private void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(sizeof(double)), value);
        _bytes.Advance(sizeof(double));
    }

    // Seven bits a byte, the lowest first; the eighth says that more follow.
    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Write([(byte)(value | 0x80)]);
        _bytes.Write([(byte)value]);
    }
}
