using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The exponential linear unit, see <see cref="ExpM1Function"/>.</summary>
internal sealed class Elu : Ops.Elu.IKernel
{
    public void Forward(Tensor x, Tensor y, float alpha) => MapWith.Run(new Value(alpha), x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx, float alpha) => MapWith.Run(new Gradient(alpha), x, dy, dx);

    private readonly struct Value(float alpha) : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectGreater(x, TSimd.Zero, x, TSimd.Multiply(ExpM1Function.Of(x), TSimd.Broadcast(alpha)));
    }

    private readonly struct Gradient(float alpha) : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd slope = TSimd.Multiply(ExpFunction.Of(x), TSimd.Broadcast(alpha));
            return TSimd.SelectGreater(x, TSimd.Zero, dy, TSimd.Multiply(dy, slope));
        }
    }
}
