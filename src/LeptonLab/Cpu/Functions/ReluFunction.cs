using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>max(x, 0); NaN stays NaN.</summary>
internal readonly struct ReluFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd> => TSimd.SelectGreater(TSimd.Zero, x, TSimd.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Gradient<TSimd>(TSimd y, TSimd dy)
        where TSimd : struct, ISimd<TSimd> =>
        TSimd.SelectNaN(y, dy, TSimd.SelectGreater(y, TSimd.Zero, dy, TSimd.Zero));
}
