using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The exponential, see <see cref="ExpFunction"/>.</summary>
internal sealed unsafe class Exp : Ops.Exp.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map<ExpFunction>.Run(x.Pointer, y.Pointer, x.Count);

    public void Backward(Tensor y, Tensor dy, Tensor dx) => MapWith.Run(default(Gradient), y, dy, dx);

    private readonly struct Gradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd y, TSimd dy)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Multiply(dy, y);
    }
}
