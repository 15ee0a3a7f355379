using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The Gaussian error linear unit (Hendrycks and Gimpel, "Gaussian Error Linear Units", arXiv:1606.08415), the exact one:
/// x Φ(x) = ½ x (1 + erf(x / √2)).
/// </summary>
/// <remarks>
/// For x ≥ 0 the largest error over all floats is 1.05 ulp. Below 0 the sum 1 + erf cancels: there the bound is absolute,
/// 8.5 · 10⁻⁸. x from 5.6 on, ∞ at ∞, 0 below −5.6, NaN at −∞ (0 · ∞) and at NaN.
/// </remarks>
internal readonly struct GeluFunction : IFunction
{
    private const float RootHalf = 0.70710677f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd erf = ErfFunction.Of(TSimd.Multiply(x, TSimd.Broadcast(RootHalf)));
        TSimd half = TSimd.Multiply(x, TSimd.Broadcast(0.5f));
        return TSimd.SelectNaN(x, x, TSimd.MultiplyAdd(half, erf, half));
    }
}
