using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The leaky rectifier.</summary>
internal sealed class LeakyRelu : Ops.LeakyRelu.IKernel
{
    public void Forward(Tensor x, Tensor y, float slope) => MapWith.Run(new Value(slope), x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx, float slope) => MapWith.Run(new Gradient(slope), x, dy, dx);

    private readonly struct Value(float slope) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectGreater(x, TSimd.Zero, x, TSimd.Multiply(x, TSimd.Broadcast(slope)));
    }

    private readonly struct Gradient(float slope) : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectGreater(x, TSimd.Zero, dy, TSimd.Multiply(dy, TSimd.Broadcast(slope)));
    }
}
