using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// tanh x ≈ x + x³ p(x²) for |x| &lt; 0.55, p the minimax polynomial of degree 4 (relative error: 2⁻²⁹);
/// tanh x = ±(1 − 2 / (e^{2|x|} + 1)) beyond.
/// </summary>
/// <remarks>
/// Largest error over all floats: 1.43 ulp. ±1 from 9.02 on and at ±∞; denormal numbers and ±0 are their own tanh; NaN
/// stays NaN.
/// </remarks>
internal readonly struct TanhFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd square = TSimd.Multiply(x, x);
        TSimd p = TSimd.Broadcast(-0.00628247578f);
        p = Polynomial.Next(p, square, 0.0210777614f);
        p = Polynomial.Next(p, square, -0.0538538583f);
        p = Polynomial.Next(p, square, 0.133326024f);
        p = Polynomial.Next(p, square, -0.333333194f);
        TSimd near = TSimd.MultiplyAdd(TSimd.Multiply(p, square), x, x);

        TSimd magnitude = TSimd.Abs(x), one = TSimd.Broadcast(1);
        TSimd e = ExpFunction.Of(TSimd.Add(magnitude, magnitude));
        TSimd far = TSimd.Subtract(one, TSimd.Divide(TSimd.Broadcast(2), TSimd.Add(e, one)));
        TSimd result = TSimd.CopySign(TSimd.SelectGreater(TSimd.Broadcast(0.55f), magnitude, near, far), x);
        return TSimd.SelectNaN(x, x, result);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Gradient<TSimd>(TSimd y, TSimd dy)
        where TSimd : struct, ISimd<TSimd> =>
        TSimd.Multiply(dy, TSimd.Subtract(TSimd.Broadcast(1), TSimd.Multiply(y, y)));
}
