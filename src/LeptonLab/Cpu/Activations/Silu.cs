using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The sigmoid linear unit, see <see cref="GateFunction"/>.</summary>
internal sealed class Silu : Ops.Silu.IKernel
{
    public void Forward(Tensor x, Tensor y) => MapWith.Run(default(Value), x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => MapWith.Run(default(Gradient), x, dy, dx);

    private readonly struct Value : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Multiply(x, GateFunction.Of(x));
    }

    private readonly struct Gradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd s = GateFunction.Of(x), one = TSimd.Broadcast(1);
            return TSimd.Multiply(TSimd.Multiply(dy, s), TSimd.MultiplyAdd(x, TSimd.Subtract(one, s), one));
        }
    }
}
