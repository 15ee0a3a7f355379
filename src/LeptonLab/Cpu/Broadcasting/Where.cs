using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The choice by a mask.</summary>
internal sealed unsafe class Where : Ops.Where.IKernel
{
    public void Forward(Tensor mask, Tensor a, Tensor b, Tensor y, BroadcastGeometry g) => BroadcastMap.Run(
        default(Choice), BroadcastOperand.Of(mask, g, 0), BroadcastOperand.Of(a, g, 1), BroadcastOperand.Of(b, g, 2), y.Pointer, g);

    public void Backward(Tensor mask, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry g)
    {
        BroadcastOperand choice = BroadcastOperand.Of(mask, g, 0), whole = BroadcastOperand.Whole(dy, g);
        if (da is not null)
            BroadcastGradient.Run(default(Chosen), choice, whole, da, g, 1);
        if (db is not null)
            BroadcastGradient.Run(default(NotChosen), choice, whole, db, g, 2);
    }

    private readonly struct Choice : ITernaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b, TSimd c)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectEqual(a, TSimd.Zero, c, b);
    }

    private readonly struct Chosen : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectEqual(a, TSimd.Zero, TSimd.Zero, b);
    }

    private readonly struct NotChosen : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectEqual(a, TSimd.Zero, b, TSimd.Zero);
    }
}
