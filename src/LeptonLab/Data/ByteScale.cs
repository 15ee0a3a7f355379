using System.Numerics;

namespace LeptonLab.Data;

/// <summary>Turns bytes 0 … 255 into numbers 0 … 1, several at a time.</summary>
internal static class ByteScale
{
    private const float Unit = 1f / 255;

    internal static void ToUnit(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        int i = 0, lanes = Vector<float>.Count;
        for (; i <= bytes.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(bytes[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            Store(a, values[i..]);
            Store(b, values[(i + lanes)..]);
            Store(c, values[(i + 2 * lanes)..]);
            Store(d, values[(i + 3 * lanes)..]);
        }

        for (; i < bytes.Length; i++)
            values[i] = bytes[i] * Unit;
    }

    private static void Store(Vector<uint> numbers, Span<float> values) =>
        (Vector.ConvertToSingle(Vector.AsVectorInt32(numbers)) * new Vector<float>(Unit)).CopyTo(values);
}
