using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The smaller of each pair; NaN wins.</summary>
internal sealed unsafe class Minimum : Ops.Minimum.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry g) =>
        BroadcastMap.Run(default(SmallerFunction), BroadcastOperand.Of(a, g, 0), BroadcastOperand.Of(b, g, 1), y.Pointer, g);

    public void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry g)
    {
        BroadcastOperand whole = BroadcastOperand.Whole(dy, g), p = BroadcastOperand.Of(a, g, 0), q = BroadcastOperand.Of(b, g, 1);
        if (da is not null)
            BroadcastGradient.Run(default(Share), p, q, whole, da, g, 0);
        if (db is not null)
            BroadcastGradient.Run(default(Share), q, p, whole, db, g, 1);
    }

    /// <summary>The part of ∂L/∂y, given as c, that goes to a.</summary>
    private readonly struct Share : ITernaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b, TSimd c)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd half = TSimd.Multiply(c, TSimd.Broadcast(0.5f));
            TSimd share = TSimd.SelectEqual(a, b, half, TSimd.SelectGreater(b, a, c, TSimd.Zero));
            return TSimd.SelectNaN(a, c, share);
        }
    }
}
