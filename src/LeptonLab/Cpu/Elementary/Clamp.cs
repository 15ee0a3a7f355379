using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The nearest number within bounds.</summary>
internal sealed class Clamp : Ops.Clamp.IKernel
{
    public void Forward(Tensor x, Tensor y, float low, float high) => MapWith.Run(new Bounded(low, high), x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx, float low, float high) => MapWith.Run(new Gradient(low, high), x, dy, dx);

    private readonly struct Bounded(float low, float high) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd lower = TSimd.Broadcast(low), upper = TSimd.Broadcast(high);
            return TSimd.SelectGreater(lower, x, lower, TSimd.SelectGreater(x, upper, upper, x));
        }
    }

    private readonly struct Gradient(float low, float high) : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd below = TSimd.SelectGreater(x, TSimd.Broadcast(high), TSimd.Zero, dy);
            return TSimd.SelectGreater(TSimd.Broadcast(low), x, TSimd.Zero, below);
        }
    }
}
