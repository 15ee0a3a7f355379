using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The logarithm of <see cref="Softmax"/> along one axis, in nats, exact where softmax itself would round to 0 (Goodfellow,
/// Bengio and Courville, "Deep Learning", 2016, §6.2.2.3).
/// <code>
/// y[t] = x[t] − m − log Σ_k exp(x[k] − m),   m = max_k x[k]
/// ∂L/∂x[t] = ∂L/∂y[t] − exp y[t] · Σ_k ∂L/∂y[k]
/// </code>
/// </summary>
public static class LogSoftmax
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, AxisGeometry geometry);

        /// <summary>Writes ∂L/∂x; the derivative is written with the output y.</summary>
        void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry);
    }

    /// <summary>The logarithm of softmax; differentiable.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis along which the exponentials add up to 1; −1 is the last.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public static Tensor Apply(Tensor x, int axis = -1)
    {
        AxisGeometry geometry = AxisGeometry.Of("LogSoftmax", x.Shape, axis);
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, geometry);

        Tape.Record("LogSoftmax", y, [x], dy =>
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
                sum += PortableMath.Exp(x[g.Index(o, t, i)] - largest);
            T log = PortableMath.Log(sum);
            for (int t = 0; t < g.Length; t++)
                y[g.Index(o, t, i)] = x[g.Index(o, t, i)] - largest - log;
        }
    }

    /// <summary>
    /// The backward pass as plain loops. y[t] = x[t] − log Σ exp x, so <c>∂y[k]/∂x[t] = 1{k = t} − exp y[t]</c>.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int i = 0; i < g.Inner; i++)
        {
            T sum = T.Zero;
            for (int k = 0; k < g.Length; k++)
                sum += dy[g.Index(o, k, i)];
            for (int t = 0; t < g.Length; t++)
                dx[g.Index(o, t, i)] = dy[g.Index(o, t, i)] - PortableMath.Exp(y[g.Index(o, t, i)]) * sum;
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, AxisGeometry geometry) => Forward<float>(x.Values, y.AsSpan(), geometry);

        public void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry) =>
            Backward<float>(y.Values, dy.Values, dx.AsSpan(), geometry);
    }
}
