using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The Gaussian error linear unit, see <see cref="GeluFunction"/>. The approximation is computed as x σ(2u), which is the same
/// as ½ x (1 + tanh u) and does not cancel.
/// </summary>
internal sealed unsafe class Gelu : Ops.Gelu.IKernel
{
    private const float PeakDensity = 0.3989423f;   // 1/√(2π)
    private const float TwiceScale = 1.5957692f;    // 2 √(2/π)
    private const float Cubic = 0.044715f;

    public void Forward(Tensor x, Tensor y, bool approximate)
    {
        if (approximate)
            MapWith.Run(default(ApproximateValue), x, y);
        else
            Map<GeluFunction>.Run(x.Pointer, y.Pointer, x.Count);
    }

    public void Backward(Tensor x, Tensor dy, Tensor dx, bool approximate)
    {
        if (approximate)
            MapWith.Run(default(ApproximateGradient), x, dy, dx);
        else
            MapWith.Run(default(Gradient), x, dy, dx);
    }

    // σ(2u) with 2u = 2 √(2/π) x (1 + 0.044715 x²).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Gate<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd factor = TSimd.MultiplyAdd(TSimd.Multiply(x, x), TSimd.Broadcast(TwiceScale * Cubic), TSimd.Broadcast(TwiceScale));
        return GateFunction.Of(TSimd.Multiply(x, factor));
    }

    /// <summary>∂L/∂y (Φ(x) + x φ(x)).</summary>
    private readonly struct Gradient : IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd density = DecayFunction.Of(TSimd.Multiply(TSimd.Multiply(x, x), TSimd.Broadcast(-0.5f)));
            TSimd scaled = TSimd.Multiply(x, TSimd.Broadcast(PeakDensity));
            return TSimd.Multiply(dy, TSimd.MultiplyAdd(scaled, density, NormalFunction.Of(x)));
        }
    }

    private readonly struct ApproximateValue : IUnaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x)
            where TSimd : struct, ISimd<TSimd> => TSimd.Multiply(x, Gate(x));
    }

    /// <summary>∂L/∂y (s + x s (1 − s) 2u′), s = σ(2u).</summary>
    private readonly struct ApproximateGradient : IBinaryFunction
    {
        // s (1 − s) is 0 long before; x² must not overflow there.
        private const float Far = 100;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd x, TSimd dy)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd s = Gate(x), magnitude = TSimd.Abs(x), far = TSimd.Broadcast(Far);
            TSimd near = TSimd.SelectGreater(magnitude, far, far, magnitude);
            TSimd inner = TSimd.MultiplyAdd(
                TSimd.Multiply(near, near), TSimd.Broadcast(3 * TwiceScale * Cubic), TSimd.Broadcast(TwiceScale));
            TSimd spread = TSimd.Multiply(TSimd.Multiply(s, TSimd.Subtract(TSimd.Broadcast(1), s)), inner);
            return TSimd.Multiply(dy, TSimd.MultiplyAdd(x, spread, s));
        }
    }
}
