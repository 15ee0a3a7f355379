using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The product, element by element; its gradients are sums of ∂L/∂y times the other operand.</summary>
internal sealed unsafe class Multiply : Ops.Multiply.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry g) =>
        BroadcastMap.Run(default(Product), BroadcastOperand.Of(a, g, 0), BroadcastOperand.Of(b, g, 1), y.Pointer, g);

    public void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry g)
    {
        BroadcastOperand whole = BroadcastOperand.Whole(dy, g);
        if (da is not null)
            BroadcastGradient.Run(default(Product), whole, BroadcastOperand.Of(b, g, 1), da, g, 0);
        if (db is not null)
            BroadcastGradient.Run(default(Product), whole, BroadcastOperand.Of(a, g, 0), db, g, 1);
    }

    private readonly struct Product : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Multiply(a, b);
    }
}
