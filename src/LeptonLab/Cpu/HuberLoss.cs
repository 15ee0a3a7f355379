using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Huber's loss, a vector at a time.</summary>
internal sealed class HuberLoss : Ops.HuberLoss.IKernel
{
    public void Forward(Tensor x, Tensor target, float delta, Tensor losses) =>
        PointwiseLoss<Function>.Forward(new(delta), x, target, losses);

    public void Backward(Tensor x, Tensor target, float delta, Tensor dLosses, Tensor dx) =>
        PointwiseLoss<Function>.Backward(new(delta), x, target, dLosses, dx);

    private readonly struct Function(float delta) : IPointwiseLoss
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd d = TSimd.Subtract(x, target), magnitude = TSimd.Abs(d), bound = TSimd.Broadcast(delta);
            TSimd square = TSimd.Multiply(TSimd.Multiply(TSimd.Broadcast(0.5f), d), d);
            TSimd line = TSimd.Multiply(bound, TSimd.Subtract(magnitude, TSimd.Broadcast(0.5f * delta)));
            return TSimd.SelectGreater(magnitude, bound, line, square);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Gradient<TSimd>(TSimd x, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd d = TSimd.Subtract(x, target), bound = TSimd.Broadcast(delta);
            return TSimd.SelectGreater(TSimd.Abs(d), bound, TSimd.CopySign(bound, d), d);
        }
    }
}
