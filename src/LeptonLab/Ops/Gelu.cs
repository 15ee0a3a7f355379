using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The Gaussian error linear unit (Hendrycks and Gimpel, "Gaussian Error Linear Units", arXiv:1606.08415), element by element,
/// any shape:
/// <code>
/// y = x Φ(x) = ½ x (1 + erf(x / √2))
/// y ≈ ½ x (1 + tanh u),   u = √(2/π) (x + 0.044715 x³)
/// </code>
/// The second, the approximation, is that of BERT and GPT-2; the two differ by less than 5·10⁻⁴. NaN stays NaN.
/// </summary>
public static class Gelu
{
    private const double RootHalf = 0.7071067811865476;         // √½
    private const double PeakDensity = 0.3989422804014327;      // 1/√(2π)
    private const double Scale = 0.7978845608028654;            // √(2/π)
    private const double Cubic = 0.044715;

    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, bool approximate);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, bool approximate);
    }

    /// <summary>Applies the unit; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="approximate">Whether to take the approximation by tanh.</param>
    public static Tensor Apply(Tensor x, bool approximate = false)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, approximate);

        Tape.Record("Gelu", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, dy, dx, approximate);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, bool approximate)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * Cumulative(x[i], approximate);
    }

    /// <summary>The backward pass as a plain loop: <c>∂y/∂x = Φ(x) + x φ(x)</c>; <c>½ (1 + tanh u) + ½ x (1 − tanh² u) u′</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, bool approximate)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = dy[i] * (Cumulative(x[i], approximate) + x[i] * Density(x[i], approximate));
    }

    // Φ(x), the probability that a standard normal number is below x; or ½ (1 + tanh u).
    private static T Cumulative<T>(T x, bool approximate)
        where T : IFloatingPointIeee754<T>
    {
        T half = T.CreateChecked(0.5);
        return approximate
            ? half * (T.One + PortableMath.Tanh(Argument(x)))
            : half * (T.One + PortableMath.Erf(x * T.CreateChecked(RootHalf)));
    }

    // Its derivative: φ(x) = e^{−x²/2} / √(2π); or ½ (1 − tanh² u) u′.
    private static T Density<T>(T x, bool approximate)
        where T : IFloatingPointIeee754<T>
    {
        T half = T.CreateChecked(0.5), square = x * x;
        if (!approximate)
            return PortableMath.Exp(-half * square) * T.CreateChecked(PeakDensity);
        T tanh = PortableMath.Tanh(Argument(x));
        if (T.Abs(tanh) == T.One)
            return T.Zero; // u′ may overflow there
        return half * (T.One - tanh * tanh) * T.CreateChecked(Scale) * (T.One + T.CreateChecked(3 * Cubic) * square);
    }

    private static T Argument<T>(T x)
        where T : IFloatingPointIeee754<T> => T.CreateChecked(Scale) * (x + T.CreateChecked(Cubic) * x * x * x);

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, bool approximate) => Forward<float>(x.Values, y.AsSpan(), approximate);

        public void Backward(Tensor x, Tensor dy, Tensor dx, bool approximate) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan(), approximate);
    }
}
