using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The sum; its gradients are sums of ∂L/∂y.</summary>
internal sealed unsafe class Add : Ops.Add.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry g) =>
        BroadcastMap.Run(default(Sum), BroadcastOperand.Of(a, g, 0), BroadcastOperand.Of(b, g, 1), y.Pointer, g);

    public void Backward(Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry g)
    {
        if (da is not null)
            BroadcastGradient.Sum(dy.Pointer, da, g, 0);
        if (db is not null)
            BroadcastGradient.Sum(dy.Pointer, db, g, 1);
    }

    private readonly struct Sum : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Add(a, b);
    }
}
