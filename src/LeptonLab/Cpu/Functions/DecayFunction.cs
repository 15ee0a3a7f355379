using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// eˣ for x ≤ 0, in two thirds of the steps of <see cref="ExpFunction"/>, with the same polynomial: the result is at most 1,
/// and what would be a denormal number, below −87.33, is 0.
/// </summary>
/// <remarks>Largest error: 1.1 ulp. NaN stays NaN, e⁻∞ = 0.</remarks>
internal readonly struct DecayFunction : IFunction
{
    private const float Log2E = 1.442695f;
    private const float Ln2High = 0.6931472f;
    private const float Ln2Low = -1.9046543e-9f;
    private const float Smallest = -87.33f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd smallest = TSimd.Broadcast(Smallest), one = TSimd.Broadcast(1);
        TSimd inside = TSimd.SelectGreater(smallest, x, smallest, x);
        TSimd k = Polynomial.Round(TSimd.Multiply(inside, TSimd.Broadcast(Log2E)));
        TSimd r = TSimd.MultiplyAdd(k, TSimd.Broadcast(-Ln2High), inside);
        r = TSimd.MultiplyAdd(k, TSimd.Broadcast(-Ln2Low), r);

        // eʳ = 1 + r (1 + r q)
        TSimd power = TSimd.MultiplyAdd(TSimd.MultiplyAdd(ExpFunction.Quotient(r), r, one), r, one);
        return TSimd.SelectGreater(smallest, x, TSimd.Zero, TSimd.Multiply(power, TSimd.PowerOfTwo(k)));
    }
}
