using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>x itself: where a kernel can apply an activation and there is none.</summary>
internal readonly struct IdentityFunction : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Of<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Gradient<TSimd>(TSimd y, TSimd dy)
        where TSimd : struct, ISimd<TSimd> => dy;
}
