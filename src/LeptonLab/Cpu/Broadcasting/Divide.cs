using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The quotient, element by element.</summary>
internal sealed unsafe class Divide : Ops.Divide.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry g) =>
        BroadcastMap.Run(default(Quotient), BroadcastOperand.Of(a, g, 0), BroadcastOperand.Of(b, g, 1), y.Pointer, g);

    public void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry g)
    {
        BroadcastOperand whole = BroadcastOperand.Whole(dy, g), p = BroadcastOperand.Of(a, g, 0), q = BroadcastOperand.Of(b, g, 1);
        if (da is not null)
            BroadcastGradient.Run(default(Quotient), whole, q, da, g, 0);
        if (db is not null)
            BroadcastGradient.Run(default(DivisorGradient), p, q, whole, db, g, 1);
    }

    private readonly struct Quotient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Divide(a, b);
    }

    /// <summary>−∂L/∂y (a/b) / b, with ∂L/∂y as c.</summary>
    private readonly struct DivisorGradient : ITernaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b, TSimd c)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Subtract(TSimd.Zero, TSimd.Divide(TSimd.Multiply(c, TSimd.Divide(a, b)), b));
    }
}
