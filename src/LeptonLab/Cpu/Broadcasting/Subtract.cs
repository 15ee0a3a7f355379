using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The difference; its gradients are sums of ∂L/∂y and of −∂L/∂y.</summary>
internal sealed unsafe class Subtract : Ops.Subtract.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry g) =>
        BroadcastMap.Run(default(Difference), BroadcastOperand.Of(a, g, 0), BroadcastOperand.Of(b, g, 1), y.Pointer, g);

    public void Backward(Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry g)
    {
        if (da is not null)
            BroadcastGradient.Sum(dy.Pointer, da, g, 0);
        BroadcastOperand whole = BroadcastOperand.Whole(dy, g);
        if (db is not null)
            BroadcastGradient.Run(default(Negative), whole, whole, db, g, 1);
    }

    private readonly struct Difference : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Subtract(a, b);
    }

    /// <summary>Of ∂L/∂y, given twice.</summary>
    private readonly struct Negative : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Subtract(TSimd.Zero, a);
    }
}
