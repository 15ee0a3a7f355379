using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// ln x = k ln 2 + ln(1 + f) for x = 2ᵏ (1 + f), √½ ≤ 1 + f &lt; √2; ln(1 + f) ≈ f − f²/2 + f³ p(f), p the minimax
/// polynomial of degree 8 (relative error: 2⁻³⁰).
/// </summary>
/// <remarks>
/// Largest error over all floats: 0.84 ulp. Denormal numbers are as precise as the others. −∞ at ±0, NaN below 0 and at
/// NaN, ∞ at ∞.
/// </remarks>
internal readonly struct LogFunction : IFunction
{
    private const float Ln2High = 0.693145751953125f;   // the first 16 bits of ln 2: k · Ln2High is exact
    private const float Ln2Low = 1.4286068e-6f;         // the rest
    private const float SmallestNormal = 1.17549435e-38f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd smallest = TSimd.Broadcast(SmallestNormal);
        TSimd normal = TSimd.SelectGreater(smallest, x, TSimd.Multiply(x, TSimd.Broadcast(1 << 24)), x);
        TSimd f = TSimd.Subtract(TSimd.Significand(normal, out TSimd k), TSimd.Broadcast(1));
        k = TSimd.SelectGreater(smallest, x, TSimd.Subtract(k, TSimd.Broadcast(24)), k);

        TSimd p = TSimd.Broadcast(0.0674672052f);
        p = Polynomial.Next(p, f, -0.11675781f);
        p = Polynomial.Next(p, f, 0.118881971f);
        p = Polynomial.Next(p, f, -0.124055721f);
        p = Polynomial.Next(p, f, 0.142195463f);
        p = Polynomial.Next(p, f, -0.166679963f);
        p = Polynomial.Next(p, f, 0.200021192f);
        p = Polynomial.Next(p, f, -0.250000089f);
        p = Polynomial.Next(p, f, 0.333333135f);

        // The small parts first: f³ p − f²/2 + k Ln2Low, then f, then k Ln2High.
        TSimd square = TSimd.Multiply(f, f);
        TSimd low = TSimd.MultiplyAdd(k, TSimd.Broadcast(Ln2Low), TSimd.Multiply(TSimd.Multiply(square, f), p));
        low = TSimd.MultiplyAdd(square, TSimd.Broadcast(-0.5f), low);
        TSimd result = TSimd.MultiplyAdd(k, TSimd.Broadcast(Ln2High), TSimd.Add(f, low));

        TSimd infinity = TSimd.Broadcast(float.PositiveInfinity);
        result = TSimd.SelectEqual(x, infinity, infinity, result);
        result = TSimd.SelectGreater(TSimd.Zero, x, TSimd.Broadcast(float.NaN), result);
        result = TSimd.SelectEqual(x, TSimd.Zero, TSimd.Broadcast(float.NegativeInfinity), result);
        return TSimd.SelectNaN(x, x, result);
    }
}
