using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// ln(1 + eˣ) = max(x, 0) + ln(1 + t) with t = e^{−|x|} ≤ 1. What the sum s = 1 + t has lost by rounding is put right:
/// ln(1 + t) = ln s + (t − (s − 1)) / s.
/// </summary>
/// <remarks>Largest error over all floats: 2.5 ulp. ∞ at ∞, 0 at −∞, NaN stays NaN.</remarks>
internal readonly struct SoftplusFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd one = TSimd.Broadcast(1), t = ExpFunction.Of(TSimd.Subtract(TSimd.Zero, TSimd.Abs(x)));
        TSimd sum = TSimd.Add(one, t), lost = TSimd.Subtract(t, TSimd.Subtract(sum, one));
        TSimd log = TSimd.Add(LogFunction.Of(sum), TSimd.Divide(lost, sum));
        return TSimd.SelectNaN(x, x, TSimd.Add(TSimd.SelectGreater(x, TSimd.Zero, x, TSimd.Zero), log));
    }
}
