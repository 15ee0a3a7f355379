using System.Buffers.Binary;
using System.Text;

namespace LeptonLab.IO;

/// <summary>
/// Walks through the fields of a message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding). Trusts
/// nothing. A field of another type than its schema says is, as the guide asks, one to pass over.
/// </summary>
internal ref struct ProtobufReader
{
    private ReadOnlySpan<byte> _rest;

    internal ProtobufReader(ReadOnlySpan<byte> message) => _rest = message;

    /// <summary>The number of the present field.</summary>
    internal int Field { get; private set; }

    /// <summary>How the present field is laid out.</summary>
    internal ProtobufType Type { get; private set; }

    /// <summary>The value of a whole number, and the bits of a double or float.</summary>
    internal ulong Number { get; private set; }

    /// <summary>The value of text, a message or packed numbers.</summary>
    internal ReadOnlySpan<byte> Bytes { get; private set; }

    internal readonly double Double => BitConverter.UInt64BitsToDouble(Number);

    internal readonly float Float => BitConverter.UInt32BitsToSingle((uint)Number);

    internal readonly string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Goes to the next field.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FormatException">The message is damaged.</exception>
    internal bool Next()
    {
        if (_rest.IsEmpty)
            return false;
        ulong tag = Varint();
        Type = (ProtobufType)(tag & 7);
        if (tag >> 3 is 0 or > (1 << 29) - 1)
            throw new FormatException($"a message has a field of the impossible number {tag >> 3}");
        Field = (int)(tag >> 3);
        switch (Type)
        {
            case ProtobufType.Varint:
                Number = Varint();
                break;
            case ProtobufType.Fixed64:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));
                break;
            case ProtobufType.Fixed32:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
                break;
            case ProtobufType.Bytes:
                Bytes = Take(Varint());
                break;
            default:
                throw new FormatException($"field {Field} of a message is of the wire type {(int)Type}, which is not read");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length)
            throw new FormatException($"field {Field} of a message claims {length:N0} bytes of the {_rest.Length:N0} that are left");
        ReadOnlySpan<byte> bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int i = 0; i < 10; i++)
        {
            byte part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << 7 * i;
            if (part < 0x80)
                return value;
        }

        throw new FormatException("a message has a number of more than 10 bytes");
    }
}
