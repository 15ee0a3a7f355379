using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// eˣ = 2ᵏ eʳ with k = round(x / ln 2) and r = x − k ln 2, |r| ≤ ½ ln 2; eʳ ≈ 1 + r + r² q(r), q the minimax polynomial
/// of degree 4 (relative error of eʳ: 2⁻²⁸).
/// </summary>
/// <remarks>
/// Largest error over all floats: 0.90 ulp, also where the result is a denormal number (below 2⁻¹²⁶). ∞ from 88.72284 on,
/// where the result is above the largest float; 0 below −103.97. NaN stays NaN, e⁻∞ = 0.
/// </remarks>
internal readonly struct ExpFunction : IFunction
{
    private const float Log2E = 1.442695f;
    private const float Ln2High = 0.6931472f;       // ln 2, rounded: k · Ln2High − x is exact in one fused operation
    private const float Ln2Low = -1.9046543e-9f;    // the rest

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd largest = TSimd.Broadcast(89), smallest = TSimd.Broadcast(-104);
        TSimd inside = TSimd.SelectGreater(x, largest, largest, x);
        inside = TSimd.SelectGreater(smallest, inside, smallest, inside);

        TSimd k = Polynomial.Round(TSimd.Multiply(inside, TSimd.Broadcast(Log2E)));
        TSimd high = TSimd.MultiplyAdd(k, TSimd.Broadcast(-Ln2High), inside);
        TSimd low = TSimd.Multiply(k, TSimd.Broadcast(-Ln2Low));
        TSimd r = TSimd.Add(high, low);

        TSimd q = Quotient(r);
        TSimd power = TSimd.Add(TSimd.Add(high, TSimd.MultiplyAdd(TSimd.Multiply(q, r), r, low)), TSimd.Broadcast(1));

        // In two steps, since 2ᵏ alone may be beyond the range where the result is not.
        TSimd half = Polynomial.Round(TSimd.Multiply(k, TSimd.Broadcast(0.5f)));
        TSimd result = TSimd.Multiply(
            TSimd.Multiply(power, TSimd.PowerOfTwo(half)), TSimd.PowerOfTwo(TSimd.Subtract(k, half)));
        return TSimd.SelectNaN(x, x, result);
    }

    /// <summary>q(r) ≈ (eʳ − 1 − r) / r² for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TSimd Quotient<TSimd>(TSimd r)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd q = TSimd.Broadcast(0.00138145639f);
        q = Polynomial.Next(q, r, 0.00836873613f);
        q = Polynomial.Next(q, r, 0.041668389f);
        q = Polynomial.Next(q, r, 0.166665211f);
        q = Polynomial.Next(q, r, 0.49999994f);
        return q;
    }
}
