using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The smaller of two; NaN wins; of equals the first.</summary>
internal readonly struct SmallerFunction : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TSimd Of<TSimd>(TSimd a, TSimd b)
        where TSimd : struct, ISimd<TSimd> =>
        TSimd.SelectNaN(b, b, TSimd.SelectGreater(a, b, b, a)); // no number is above or below a NaN in a
}
