using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeptonLab.Cpu;

/// <summary>AVX2 with FMA: 8 lanes, 16 registers.</summary>
internal readonly unsafe struct Simd256 : ISimd<Simd256>
{
    private readonly Vector256<float> _lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Simd256(Vector256<float> lanes) => _lanes = lanes;

    public static int Width => 8;

    public static int TileRows => 6;

    public static Simd256 Zero => new(Vector256<float>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Simd256 value) => Vector256.Store(value._lanes, target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Add(Simd256 a, Simd256 b) => new(a._lanes + b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Subtract(Simd256 a, Simd256 b) => new(a._lanes - b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Multiply(Simd256 a, Simd256 b) => new(a._lanes * b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Divide(Simd256 a, Simd256 b) => new(a._lanes / b._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SquareRoot(Simd256 a) => new(Vector256.Sqrt(a._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, Simd256 b, Simd256 c) =>
        new(Vector256.FusedMultiplyAdd(a._lanes, b._lanes, c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 a, float* b, Simd256 c) =>
        new(Vector256.FusedMultiplyAdd(a._lanes, Vector256.Load(b), c._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SelectGreater(Simd256 a, Simd256 b, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.GreaterThan(a._lanes, b._lanes), yes._lanes, no._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SelectNaN(Simd256 a, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a._lanes, a._lanes), no._lanes, yes._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 SelectEqual(Simd256 a, Simd256 b, Simd256 yes, Simd256 no) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a._lanes, b._lanes), yes._lanes, no._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 a, Simd256 b) => new(Vector256.MaxNative(a._lanes, b._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Abs(Simd256 a) => new(Vector256.Abs(a._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 CopySign(Simd256 magnitude, Simd256 sign) => new(Vector256.CopySign(magnitude._lanes, sign._lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 PowerOfTwo(Simd256 k) => new(
        (Vector256.AsInt32(k._lanes + Vector256.Create(FloatBits.IntegerShift)) << FloatBits.FractionBits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Significand(Simd256 a, out Simd256 k)
    {
        Vector256<int> bits = a._lanes.AsInt32();
        Vector256<int> exponent = (bits - Vector256.Create(FloatBits.RootHalf)) >> FloatBits.FractionBits;
        k = new(Vector256.ConvertToSingle(exponent));
        return new((bits - (exponent << FloatBits.FractionBits)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyNaN(Simd256 a) => !Vector256.EqualsAll(a._lanes, a._lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 LoadBytes(byte* source) =>
        Avx2.IsSupported
            ? new(Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(source)))
            : Gather(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(byte* target, Simd256 value)
    {
        Vector256<int> whole = Vector256.ConvertToInt32Native(value._lanes);
        Vector128<short> halves = Vector128.Narrow(whole.GetLower(), whole.GetUpper());
        *(long*)target = Vector128.Narrow(halves.AsUInt16(), Vector128<ushort>.Zero).AsInt64().ToScalar();
    }

    private static Simd256 Gather(byte* source)
    {
        float* lanes = stackalloc float[8];
        for (int lane = 0; lane < 8; lane++)
            lanes[lane] = source[lane];
        return Load(lanes);
    }
}
