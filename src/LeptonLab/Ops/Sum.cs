using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The sum over one axis, several or all: <c>y[o, i] = Σ_t x[o, t, i]</c>. A sum of nothing is 0.
/// </summary>
public static class Sum
{
    /// <summary>What a device provides for this operation, along one axis or neighbours taken as one.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, AxisGeometry geometry);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor dy, Tensor dx, AxisGeometry geometry);
    }

    /// <summary>Sums; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to sum over, −1 is the last; all of them if left out.</param>
    /// <param name="keepDims">Whether the axes stay, with extent 1, so that the result goes with x again.</param>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public static Tensor Apply(Tensor x, int[]? axes = null, bool keepDims = false) =>
        Axes.Reduce("Sum", x, axes, keepDims, Along);

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        y.Clear();
        for (int o = 0; o < g.Outer; o++)
        for (int t = 0; t < g.Length; t++)
        for (int i = 0; i < g.Inner; i++)
            y[o * g.Inner + i] += x[g.Index(o, t, i)];
    }

    /// <summary>The backward pass as plain loops: <c>y[o, i] += x[o, t, i]</c>, so every term gets the sum's gradient.</summary>
    public static void Backward<T>(ReadOnlySpan<T> dy, Span<T> dx, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int t = 0; t < g.Length; t++)
        for (int i = 0; i < g.Inner; i++)
            dx[g.Index(o, t, i)] = dy[o * g.Inner + i];
    }

    private static Tensor Along(Tensor x, Shape shape, AxisGeometry geometry)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(shape, x.Device);
        kernel.Forward(x, y, geometry);

        Tape.Record("Sum", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(dy, dx, geometry);
            return [dx];
        });
        return y;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, AxisGeometry geometry) => Forward<float>(x.Values, y.AsSpan(), geometry);

        public void Backward(Tensor dy, Tensor dx, AxisGeometry geometry) => Backward<float>(dy.Values, dx.AsSpan(), geometry);
    }
}
