using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The absolute error, a vector at a time.</summary>
internal sealed class L1Loss : Ops.L1Loss.IKernel
{
    public void Forward(Tensor x, Tensor target, Tensor losses) =>
        PointwiseLoss<Function>.Forward(default, x, target, losses);

    public void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx) =>
        PointwiseLoss<Function>.Backward(default, x, target, dLosses, dx);

    /// <summary>1 above 0, −1 below; 0 and NaN stay.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TSimd Sign<TSimd>(TSimd d)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd sign = TSimd.SelectGreater(TSimd.Zero, d, TSimd.Broadcast(-1), d);
        return TSimd.SelectGreater(d, TSimd.Zero, TSimd.Broadcast(1), sign);
    }

    private readonly struct Function : IPointwiseLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd> => TSimd.Abs(TSimd.Subtract(x, target));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Gradient<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd> => Sign(TSimd.Subtract(x, target));
    }
}
