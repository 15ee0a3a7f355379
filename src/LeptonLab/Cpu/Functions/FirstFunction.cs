using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The first of two: what repeats a tensor, given twice.</summary>
internal readonly struct FirstFunction : IBinaryFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TSimd Of<TSimd>(TSimd a, TSimd b)
        where TSimd : struct, ISimd<TSimd> => a;
}
