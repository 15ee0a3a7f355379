using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Softmax along one axis: positive numbers that add up to 1 (Bridle, "Probabilistic Interpretation of Feedforward
/// Classification Network Outputs", 1990; the shift by the maximum: Blanchard, Higham and Higham, IMA J. Numer. Anal.
/// 41(4), 2021).
/// <code>
/// y[t] = exp(x[t] − m) / Σ_k exp(x[k] − m),   m = max_k x[k]
/// ∂L/∂x[t] = y[t] · (∂L/∂y[t] − Σ_k y[k] ∂L/∂y[k])
/// </code>
/// −∞ gets 0, so that an additive mask works; where all are −∞, or one is +∞ or NaN, the results are NaN.
/// </summary>
public static class Softmax
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, AxisGeometry geometry);

        /// <summary>Writes ∂L/∂x; the derivative is written with the output y.</summary>
        void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry);
    }

    /// <summary>Softmax; differentiable.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis along which the results add up to 1; −1 is the last.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static Tensor Apply(Tensor x, int axis = -1)
    {
        AxisGeometry geometry = AxisGeometry.Of("Softmax", x.Shape, axis);
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, geometry);

        Tape.Record("Softmax", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(y, dy, dx, geometry);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int i = 0; i < g.Inner; i++)
        {
            T largest = T.NegativeInfinity, sum = T.Zero;
            for (int t = 0; t < g.Length; t++)
                largest = T.Max(largest, x[g.Index(o, t, i)]);
            for (int t = 0; t < g.Length; t++)
                sum += y[g.Index(o, t, i)] = PortableMath.Exp(x[g.Index(o, t, i)] - largest);
            for (int t = 0; t < g.Length; t++)
                y[g.Index(o, t, i)] /= sum;
        }
    }

    /// <summary>
    /// The backward pass as plain loops. y[t] = e[t] / Σ e, so <c>∂y[k]/∂x[t] = y[k] · (1{k = t} − y[t])</c>.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int i = 0; i < g.Inner; i++)
        {
            T sum = T.Zero;
            for (int k = 0; k < g.Length; k++)
                sum += y[g.Index(o, k, i)] * dy[g.Index(o, k, i)];
            for (int t = 0; t < g.Length; t++)
                dx[g.Index(o, t, i)] = y[g.Index(o, t, i)] * (dy[g.Index(o, t, i)] - sum);
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, AxisGeometry geometry) => Forward<float>(x.Values, y.AsSpan(), geometry);

        public void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry) =>
            Backward<float>(y.Values, dy.Values, dx.AsSpan(), geometry);
    }
}
