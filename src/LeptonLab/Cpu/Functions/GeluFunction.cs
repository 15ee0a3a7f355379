using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The Gaussian error linear unit (Hendrycks and Gimpel, "Gaussian Error Linear Units", arXiv:1606.08415), the exact one:
/// x Φ(x), see <see cref="NormalFunction"/>.
/// </summary>
/// <remarks>
/// For x ≥ 0 the largest error is 2.6 ulp; below 0 it is 5.2 · 10⁻⁸. x from 5.5 on, ∞ at ∞, NaN at −∞ (0 · ∞) and
/// at NaN.
/// </remarks>
internal readonly struct GeluFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd> => TSimd.SelectNaN(x, x, TSimd.Multiply(x, NormalFunction.Of(x)));
}
