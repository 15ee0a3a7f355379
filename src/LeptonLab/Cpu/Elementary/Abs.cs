using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The magnitude.</summary>
internal sealed class Abs : Ops.Abs.IKernel
{
    public void Forward(Tensor x, Tensor y) => MapWith.Run(default(Magnitude), x, y);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => MapWith.Run(default(Gradient), x, dy, dx);

    private readonly struct Magnitude : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Abs(x);
    }

    private readonly struct Gradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd falling = TSimd.SelectGreater(TSimd.Zero, x, TSimd.Subtract(TSimd.Zero, dy), TSimd.Multiply(x, dy));
            return TSimd.SelectGreater(x, TSimd.Zero, dy, falling);
        }
    }
}
