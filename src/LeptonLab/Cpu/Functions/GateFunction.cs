using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The logistic function 1 / (1 + e⁻ˣ), in fewer steps than <see cref="SigmoidFunction"/> and not quite as exact, for units
/// that multiply by it: with t = e^{−|x|}, t / (1 + t) below 0 and 1 / (1 + t) from 0 on.
/// </summary>
/// <remarks>Largest error: 2.1 ulp. 0 below −87.33. 1 at ∞, 0 at −∞; NaN stays NaN.</remarks>
internal readonly struct GateFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd one = TSimd.Broadcast(1), t = DecayFunction.Of(TSimd.Subtract(TSimd.Zero, TSimd.Abs(x)));
        return TSimd.Divide(TSimd.SelectGreater(TSimd.Zero, x, t, one), TSimd.Add(one, t));
    }
}
