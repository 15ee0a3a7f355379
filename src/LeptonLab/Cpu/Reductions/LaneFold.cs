using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Sixteen lanes to one number, by halves: 16, 8, 4, 2, 1. The order is the same whatever the width of a vector.</summary>
internal static unsafe class LaneFold
{
    internal const int Lanes = 16;

    /// <summary>The sum; the lanes are used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Sum16(float* lanes)
    {
        Simd256.Store(lanes, Simd256.Add(Simd256.Load(lanes), Simd256.Load(lanes + 8)));
        Simd128.Store(lanes, Simd128.Add(Simd128.Load(lanes), Simd128.Load(lanes + 4)));
        return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
    }

    /// <summary>The largest number, where none is NaN; the lanes are used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Max16(float* lanes)
    {
        Simd256.Store(lanes, Simd256.Max(Simd256.Load(lanes), Simd256.Load(lanes + 8)));
        Simd128.Store(lanes, Simd128.Max(Simd128.Load(lanes), Simd128.Load(lanes + 4)));
        float first = lanes[0] > lanes[2] ? lanes[0] : lanes[2], second = lanes[1] > lanes[3] ? lanes[1] : lanes[3];
        return first > second ? first : second;
    }

    /// <summary>The first address at a multiple of 64 bytes in a block that has 16 numbers too many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float* Aligned(float* block) => (float*)(((nuint)block + 63) & ~(nuint)63);
}
