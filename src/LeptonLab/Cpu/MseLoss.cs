using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The squared error, a vector at a time.</summary>
internal sealed class MseLoss : Ops.MseLoss.IKernel
{
    public void Forward(Tensor x, Tensor target, Tensor losses) =>
        PointwiseLoss<Function>.Forward(default, x, target, losses);

    public void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx) =>
        PointwiseLoss<Function>.Backward(default, x, target, dLosses, dx);

    private readonly struct Function : IPointwiseLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd d = TSimd.Subtract(x, target);
            return TSimd.Multiply(d, d);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Gradient<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd d = TSimd.Subtract(x, target);
            return TSimd.Add(d, d);
        }
    }
}
