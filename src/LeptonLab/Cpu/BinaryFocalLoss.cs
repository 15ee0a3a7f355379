using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>The focal loss of yes and no, a vector at a time.</summary>
internal sealed class BinaryFocalLoss : Ops.BinaryFocalLoss.IKernel
{
    public void Forward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor losses) =>
        PointwiseLoss<Function>.Forward(new(gamma, yes, no), z, target, losses);

    public void Backward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor dLosses, Tensor dz) =>
        PointwiseLoss<Function>.Backward(new(gamma, yes, no), z, target, dLosses, dz);

    private readonly struct Function(float gamma, float yes, float no) : IPointwiseLoss
    {
        // a σ(−s)^γ log(1 + e⁻ˢ)
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd z, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd s = Side(z, target), rest = LogOnePlus.OfExpMinusAbs(s);
            return TSimd.Multiply(Weight(s, target, rest), Softplus(TSimd.Subtract(TSimd.Zero, s), rest));
        }

        // ∓ a σ(−s)^γ (σ(−s) + γ σ(s) log(1 + e⁻ˢ))
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Gradient<TSimd>(TSimd z, TSimd target)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd s = Side(z, target), minus = TSimd.Subtract(TSimd.Zero, s), rest = LogOnePlus.OfExpMinusAbs(s);
            TSimd p = TSimd.Multiply(TSimd.Broadcast(gamma), SigmoidFunction.Of(s));
            TSimd slope = TSimd.MultiplyAdd(p, Softplus(minus, rest), SigmoidFunction.Of(minus));
            TSimd ds = TSimd.Multiply(Weight(s, target, rest), slope);
            return TSimd.SelectEqual(target, TSimd.Zero, ds, TSimd.Subtract(TSimd.Zero, ds));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd Side<TSimd>(TSimd z, TSimd target)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.SelectEqual(target, TSimd.Zero, TSimd.Subtract(TSimd.Zero, z), z);

        // log(1 + eˣ) from rest = log(1 + e^−|x|)
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd Softplus<TSimd>(TSimd x, TSimd rest)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Add(TSimd.SelectGreater(x, TSimd.Zero, x, TSimd.Zero), rest);

        // a exp(−γ log(1 + eˢ))
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private TSimd Weight<TSimd>(TSimd s, TSimd target, TSimd rest)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd power = ExpFunction.Of(TSimd.Multiply(TSimd.Broadcast(-gamma), Softplus(s, rest)));
            return TSimd.Multiply(TSimd.SelectEqual(target, TSimd.Zero, TSimd.Broadcast(no), TSimd.Broadcast(yes)), power);
        }
    }
}
