using System.Buffers.Binary;

namespace LeptonLab.IO;

/// <summary>The element types of the IDX format, with the codes of its header.</summary>
public enum IdxType : byte
{
    /// <summary>Unsigned, 1 byte: images and labels.</summary>
    Byte = 0x08,

    /// <summary>Signed, 1 byte.</summary>
    SByte = 0x09,

    /// <summary>Signed, 2 bytes.</summary>
    Int16 = 0x0B,

    /// <summary>Signed, 4 bytes.</summary>
    Int32 = 0x0C,

    /// <summary>IEEE single precision, 4 bytes.</summary>
    Single = 0x0D,

    /// <summary>IEEE double precision, 8 bytes.</summary>
    Double = 0x0E,
}

/// <summary>The contents of an IDX file: an array of numbers of one type.</summary>
/// <remarks>
/// The format is LeCun's for MNIST. Header: 0, 0, type code, number of extents, each extent as a big-endian 32-bit
/// number; then the elements, big-endian, the last axis contiguous.
/// </remarks>
public sealed class IdxArray
{
    /// <summary>Makes an array over the given bytes, which it keeps (no copy).</summary>
    /// <param name="type">The type of the elements.</param>
    /// <param name="extents">Outermost first; 1 to 255 of them, none negative.</param>
    /// <param name="data">The elements as the file has them: big-endian.</param>
    /// <exception cref="ArgumentException">The bytes are not as many as the extents and the type ask for.</exception>
    public IdxArray(IdxType type, int[] extents, byte[] data)
    {
        long length = extents.Aggregate((long)ElementSize(type), (product, extent) => checked(product * extent));
        if (extents.Length is 0 or > 255 || extents.Any(extent => extent < 0) || data.Length != length)
        {
            throw new ArgumentException(
                $"An IDX array of type {type} with extents {string.Join(" × ", extents)} does not take {data.Length:N0} bytes.");
        }

        (Type, Extents, Data) = (type, [.. extents], data);
    }

    /// <summary>The type of the elements.</summary>
    public IdxType Type { get; }

    /// <summary>The extents, outermost first: for images count, height, width.</summary>
    public IReadOnlyList<int> Extents { get; }

    /// <summary>The elements as the file has them: big-endian.</summary>
    public byte[] Data { get; }

    /// <summary>The number of elements.</summary>
    public int Count => Data.Length / ElementSize(Type);

    /// <summary>One element, counted in memory order.</summary>
    public double this[int index]
    {
        get
        {
            ReadOnlySpan<byte> element = Data.AsSpan(index * ElementSize(Type), ElementSize(Type));
            return Type switch
            {
                IdxType.Byte => element[0],
                IdxType.SByte => (sbyte)element[0],
                IdxType.Int16 => BinaryPrimitives.ReadInt16BigEndian(element),
                IdxType.Int32 => BinaryPrimitives.ReadInt32BigEndian(element),
                IdxType.Single => BinaryPrimitives.ReadSingleBigEndian(element),
                _ => BinaryPrimitives.ReadDoubleBigEndian(element),
            };
        }
    }

    /// <summary>Bytes per element.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format has no such type.</exception>
    public static int ElementSize(IdxType type) => type switch
    {
        IdxType.Byte or IdxType.SByte => 1,
        IdxType.Int16 => 2,
        IdxType.Int32 or IdxType.Single => 4,
        IdxType.Double => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(type), $"IDX has no element type {(int)type}."),
    };
}
