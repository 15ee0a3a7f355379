using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LeptonLab.IO;

/// <summary>
/// Turns numbers of any type into 32-bit floats. Integers must come through exactly: one that needs more than 24
/// significant bits is refused. 64-bit floats are rounded to the nearest; a finite one beyond ±3.4e38 is refused.
/// False is 0, true is 1.
/// </summary>
internal static class FloatConversion
{
    /// <summary>Converts.</summary>
    /// <param name="bytes">Numbers in the byte order of this machine, back to back.</param>
    /// <param name="type">Their type.</param>
    /// <param name="floats">Room for as many.</param>
    /// <returns>Null, or which number does not fit, in words.</returns>
    internal static string? ToFloats(ReadOnlySpan<byte> bytes, NumberType type, Span<float> floats)
    {
        switch (type)
        {
            case NumberType.Float32:
                bytes.CopyTo(MemoryMarshal.AsBytes(floats));
                return null;
            case NumberType.Bool:
                for (int i = 0; i < floats.Length; i++)
                    floats[i] = bytes[i] == 0 ? 0 : 1;
                return null;
            case NumberType.BFloat16:
                ReadOnlySpan<ushort> upper = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < floats.Length; i++)
                    floats[i] = BitConverter.UInt32BitsToSingle((uint)upper[i] << 16);
                return null;
            case NumberType.Float64:
                return FromDoubles(MemoryMarshal.Cast<byte, double>(bytes), floats);
            case NumberType.Float16:
                return FromSmall<Half>(bytes, floats);
            case NumberType.UInt8:
                return FromSmall<byte>(bytes, floats);
            case NumberType.Int8:
                return FromSmall<sbyte>(bytes, floats);
            case NumberType.UInt16:
                return FromSmall<ushort>(bytes, floats);
            case NumberType.Int16:
                return FromSmall<short>(bytes, floats);
            case NumberType.UInt32:
                return FromIntegers<uint>(bytes, floats);
            case NumberType.Int32:
                return FromIntegers<int>(bytes, floats);
            case NumberType.UInt64:
                return FromIntegers<ulong>(bytes, floats);
            case NumberType.Int64:
                return FromIntegers<long>(bytes, floats);
            default:
                throw new ArgumentOutOfRangeException(nameof(type), $"There is no number type {(int)type}.");
        }
    }

    private static string? FromDoubles(ReadOnlySpan<double> doubles, Span<float> floats)
    {
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = (float)doubles[i];
            if (float.IsInfinity(floats[i]) && double.IsFinite(doubles[i]))
                return $"number {i} is {doubles[i].ToString(CultureInfo.InvariantCulture)}, and 32-bit floats end at ±3.4e38";
        }

        return null;
    }

    // Types that 32-bit floats hold altogether.
    private static string? FromSmall<T>(ReadOnlySpan<byte> bytes, Span<float> floats)
        where T : unmanaged, INumberBase<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < floats.Length; i++)
            floats[i] = float.CreateTruncating(numbers[i]);
        return null;
    }

    private static string? FromIntegers<T>(ReadOnlySpan<byte> bytes, Span<float> floats)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<T> numbers = MemoryMarshal.Cast<byte, T>(bytes);
        for (int i = 0; i < floats.Length; i++)
        {
            ulong magnitude = ulong.CreateTruncating(T.IsNegative(numbers[i]) ? T.Zero - numbers[i] : numbers[i]);
            if (magnitude != 0 && magnitude >> BitOperations.TrailingZeroCount(magnitude) >= 1 << 24)
                return $"number {i} is {numbers[i]}, which a 32-bit float cannot hold exactly";
            floats[i] = float.CreateTruncating(numbers[i]);
        }

        return null;
    }
}
