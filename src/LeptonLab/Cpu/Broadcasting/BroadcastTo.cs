using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A tensor repeated to a larger shape.</summary>
internal sealed unsafe class BroadcastTo : Ops.BroadcastTo.IKernel
{
    public void Forward(Tensor x, Tensor y, BroadcastGeometry g)
    {
        BroadcastOperand operand = BroadcastOperand.Of(x, g, 0);
        BroadcastMap.Run(default(First), operand, operand, y.Pointer, g);
    }

    public void Backward(Tensor dy, Tensor dx, BroadcastGeometry g) => BroadcastGradient.Sum(dy.Pointer, dx, g, 0);

    private readonly struct First : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            a;
    }
}
