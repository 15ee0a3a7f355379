using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Steps of Horner's scheme.</summary>
internal static class Polynomial
{
    /// <summary>sum · x + coefficient, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TSimd Next<TSimd>(TSimd sum, TSimd x, float coefficient)
        where TSimd : struct, ISimd<TSimd> => TSimd.MultiplyAdd(sum, x, TSimd.Broadcast(coefficient));

    /// <summary>The next whole number; halves go to the even one. For |x| below 2²².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TSimd Round<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd rounder = TSimd.Broadcast(FloatBits.Rounder);
        return TSimd.Subtract(TSimd.Add(x, rounder), rounder);
    }
}
