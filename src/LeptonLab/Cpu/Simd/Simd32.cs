using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// One lane: a kernel that is generic over the width becomes, with it, the kernel for the last few numbers of a row.
/// </summary>
internal readonly unsafe struct Simd32 : ISimd<Simd32>
{
    private readonly float _lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd32(float lane) => _lane = lane;

    public static int Width => 1;

    public static int TileRows => 6;

    public static Simd32 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Simd32 value) => *target = value._lane;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Add(Simd32 a, Simd32 b) => new(a._lane + b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Subtract(Simd32 a, Simd32 b) => new(a._lane - b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Multiply(Simd32 a, Simd32 b) => new(a._lane * b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Divide(Simd32 a, Simd32 b) => new(a._lane / b._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 SquareRoot(Simd32 a) => new(MathF.Sqrt(a._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 MultiplyAdd(Simd32 a, Simd32 b, Simd32 c) => new(MathF.FusedMultiplyAdd(a._lane, b._lane, c._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 MultiplyAdd(Simd32 a, float* b, Simd32 c) => new(MathF.FusedMultiplyAdd(a._lane, *b, c._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 SelectGreater(Simd32 a, Simd32 b, Simd32 yes, Simd32 no) => a._lane > b._lane ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 SelectEqual(Simd32 a, Simd32 b, Simd32 yes, Simd32 no) => a._lane == b._lane ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 SelectNaN(Simd32 a, Simd32 yes, Simd32 no) => float.IsNaN(a._lane) ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Max(Simd32 a, Simd32 b) => a._lane > b._lane ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Abs(Simd32 a) => new(MathF.Abs(a._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 CopySign(Simd32 magnitude, Simd32 sign) => new(MathF.CopySign(magnitude._lane, sign._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 PowerOfTwo(Simd32 k) => new(BitConverter.Int32BitsToSingle(
        BitConverter.SingleToInt32Bits(k._lane + FloatBits.IntegerShift) << FloatBits.FractionBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 Significand(Simd32 a, out Simd32 k)
    {
        int bits = BitConverter.SingleToInt32Bits(a._lane);
        int exponent = (bits - FloatBits.RootHalf) >> FloatBits.FractionBits;
        k = new(exponent);
        return new(BitConverter.Int32BitsToSingle(bits - (exponent << FloatBits.FractionBits)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyNaN(Simd32 a) => float.IsNaN(a._lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd32 LoadBytes(byte* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(byte* target, Simd32 value) => *target = (byte)value._lane;
}
