using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The logarithm, see <see cref="LogFunction"/>.</summary>
internal sealed unsafe class Log : Ops.Log.IKernel
{
    public void Forward(Tensor x, Tensor y) => Map<LogFunction>.Run(x.Pointer, y.Pointer, x.Count);

    public void Backward(Tensor x, Tensor dy, Tensor dx) => MapWith.Run(default(Gradient), x, dy, dx);

    private readonly struct Gradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Divide(dy, x);
    }
}
