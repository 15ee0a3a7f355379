using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Masks of ones and zeros.</summary>
internal sealed unsafe class Compare : Ops.Compare.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, Comparison comparison, BroadcastGeometry g)
    {
        BroadcastOperand p = BroadcastOperand.Of(a, g, 0), q = BroadcastOperand.Of(b, g, 1);
        switch (comparison)
        {
            case Comparison.Equal: BroadcastMap.Run(default(Equal), p, q, y.Pointer, g); break;
            case Comparison.NotEqual: BroadcastMap.Run(default(NotEqual), p, q, y.Pointer, g); break;
            case Comparison.Greater: BroadcastMap.Run(default(Greater), p, q, y.Pointer, g); break;
            case Comparison.GreaterOrEqual: BroadcastMap.Run(default(GreaterOrEqual), p, q, y.Pointer, g); break;
            default: throw Ops.Compare.Unknown(comparison);
        }
    }

    private readonly struct Equal : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectEqual(a, b, TSimd.Broadcast(1), TSimd.Zero);
    }

    private readonly struct NotEqual : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectEqual(a, b, TSimd.Zero, TSimd.Broadcast(1));
    }

    private readonly struct Greater : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectGreater(a, b, TSimd.Broadcast(1), TSimd.Zero);
    }

    private readonly struct GreaterOrEqual : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectGreater(a, b, TSimd.Broadcast(1), TSimd.SelectEqual(a, b, TSimd.Broadcast(1), TSimd.Zero));
    }
}
