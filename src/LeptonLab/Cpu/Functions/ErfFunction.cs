using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The error function erf x = 2/√π ∫₀ˣ e^{−t²} dt. erf x ≈ x + x p(x²) for |x| &lt; 0.85, p the minimax polynomial of
/// degree 5; ±(1 − e^{t g(t)}) with t = |x| beyond, g ≈ ln(erfc t) / t the minimax polynomial of degree 6.
/// </summary>
/// <remarks>
/// Largest error over all floats: 1.21 ulp. ±1 from 3.92 on and at ±∞; NaN stays NaN.
/// </remarks>
internal readonly struct ErfFunction : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd square = TSimd.Multiply(x, x);
        TSimd p = TSimd.Broadcast(-0.000632822339f);
        p = Polynomial.Next(p, square, 0.00505355839f);
        p = Polynomial.Next(p, square, -0.0268041715f);
        p = Polynomial.Next(p, square, 0.112827614f);
        p = Polynomial.Next(p, square, -0.376125753f);
        p = Polynomial.Next(p, square, 0.128379166f);
        TSimd near = TSimd.MultiplyAdd(p, x, x);

        TSimd magnitude = TSimd.Abs(x), end = TSimd.Broadcast(4), one = TSimd.Broadcast(1);
        TSimd t = TSimd.SelectGreater(magnitude, end, end, magnitude);
        TSimd g = TSimd.Broadcast(-8.61859098e-06f);
        g = Polynomial.Next(g, t, 0.000296945625f);
        g = Polynomial.Next(g, t, -0.00353860762f);
        g = Polynomial.Next(g, t, 0.0235453546f);
        g = Polynomial.Next(g, t, -0.105988957f);
        g = Polynomial.Next(g, t, -0.635298848f);
        g = Polynomial.Next(g, t, -1.12861276f);
        TSimd far = TSimd.Subtract(one, ExpFunction.Of(TSimd.Multiply(g, t)));
        TSimd result = TSimd.SelectGreater(TSimd.Broadcast(0.85f), magnitude, near, TSimd.CopySign(far, x));
        return TSimd.SelectNaN(x, x, result);
    }
}
