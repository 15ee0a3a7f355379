using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>log(1 + t) for 0 ≤ t ≤ 1, with all digits of a small t: what the sum 1 + t has lost is put right.</summary>
internal static class LogOnePlus
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TSimd Of<TSimd>(TSimd t)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd one = TSimd.Broadcast(1), sum = TSimd.Add(one, t);
        TSimd lost = TSimd.Subtract(t, TSimd.Subtract(sum, one));
        return TSimd.Add(LogFunction.Of(sum), TSimd.Divide(lost, sum));
    }

    /// <summary>log(1 + e^−|x|), the part of log(1 + eˣ) = max(x, 0) + log(1 + e^−|x|) that is not straight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TSimd OfExpMinusAbs<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd> => Of(ExpFunction.Of(TSimd.Subtract(TSimd.Zero, TSimd.Abs(x))));
}
