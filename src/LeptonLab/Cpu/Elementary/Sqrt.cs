using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The square root, which IEEE 754 defines to the last bit.</summary>
internal sealed class Sqrt : Ops.Sqrt.IKernel
{
    public void Forward(Tensor x, Tensor y) => MapWith.Run(default(Root), x, y);

    public void Backward(Tensor y, Tensor dy, Tensor dx) => MapWith.Run(default(Gradient), y, dy, dx);

    private readonly struct Root : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SquareRoot(x);
    }

    private readonly struct Gradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd y, TSimd dy)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Divide(dy, TSimd.Add(y, y));
    }
}
