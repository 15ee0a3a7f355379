using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The larger of two; NaN wins; of equals the first.</summary>
internal readonly struct LargerFunction : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TSimd Of<TSimd>(TSimd a, TSimd b)
        where TSimd : struct, ISimd<TSimd> =>
        TSimd.SelectNaN(b, b, TSimd.SelectGreater(b, a, b, a)); // no number is above or below a NaN in a
}
