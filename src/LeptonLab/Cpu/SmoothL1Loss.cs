using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The absolute error with a rounded tip, a vector at a time.</summary>
internal sealed class SmoothL1Loss : Ops.SmoothL1Loss.IKernel
{
    public void Forward(Tensor x, Tensor target, float beta, Tensor losses) =>
        PointwiseLoss<Function>.Forward(new(beta), x, target, losses);

    public void Backward(Tensor x, Tensor target, float beta, Tensor dLosses, Tensor dx) =>
        PointwiseLoss<Function>.Backward(new(beta), x, target, dLosses, dx);

    private readonly struct Function(float beta) : IPointwiseLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd d = TSimd.Subtract(x, target), magnitude = TSimd.Abs(d), bound = TSimd.Broadcast(beta);
            TSimd square = TSimd.Divide(TSimd.Multiply(TSimd.Multiply(TSimd.Broadcast(0.5f), d), d), bound);
            TSimd line = TSimd.Subtract(magnitude, TSimd.Broadcast(0.5f * beta));
            return TSimd.SelectGreater(bound, magnitude, square, line);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Gradient<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd d = TSimd.Subtract(x, target), bound = TSimd.Broadcast(beta);
            return TSimd.SelectGreater(bound, TSimd.Abs(d), TSimd.Divide(d, bound), L1Loss.Sign(d));
        }
    }
}
