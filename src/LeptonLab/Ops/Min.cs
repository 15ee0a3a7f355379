using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The smallest number along one axis, several or all: <c>y[o, i] = min_t x[o, t, i]</c>. NaN wins. The gradient goes to the
/// smallest; among equals, to the first in reading order.
/// </summary>
public static class Min
{
    /// <summary>What a device provides for this operation, along one axis or neighbours taken as one.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, AxisGeometry geometry);

        /// <summary>Writes ∂L/∂x; y is the result.</summary>
        void Backward(Tensor x, Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry);
    }

    /// <summary>Takes the smallest; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to look along, −1 is the last; all of them if left out.</param>
    /// <param name="keepDims">Whether the axes stay, with extent 1, so that the result goes with x again.</param>
    /// <exception cref="ShapeException">There is no such axis, one is named twice, or there is no number along one.</exception>
    public static Tensor Apply(Tensor x, int[]? axes = null, bool keepDims = false) =>
        Axes.Reduce("Min", x, axes, keepDims, Along);

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int i = 0; i < g.Inner; i++)
            y[o * g.Inner + i] = x[g.Index(o, IndexOfSmallest(x, g, o, i), i)];
    }

    /// <summary>The backward pass as plain loops: <c>y = x[smallest]</c>, so the gradient goes there.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int o = 0; o < g.Outer; o++)
        for (int i = 0; i < g.Inner; i++)
            dx[g.Index(o, IndexOfSmallest(x, g, o, i), i)] = dy[o * g.Inner + i];
    }

    private static Tensor Along(Tensor x, Shape shape, AxisGeometry geometry)
    {
        Axes.CheckNotEmpty("Min", x.Shape, shape);
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(shape, x.Device);
        kernel.Forward(x, y, geometry);

        Tape.Record("Min", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, y, dy, dx, geometry);
            return [dx];
        });
        return y;
    }

    private static int IndexOfSmallest<T>(ReadOnlySpan<T> x, AxisGeometry g, int o, int i)
        where T : IFloatingPointIeee754<T>
    {
        int smallest = 0;
        for (int t = 1; t < g.Length; t++)
        {
            T candidate = x[g.Index(o, t, i)], best = x[g.Index(o, smallest, i)];
            if (candidate < best || (T.IsNaN(candidate) && !T.IsNaN(best)))
                smallest = t;
        }

        return smallest;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, AxisGeometry geometry) => Forward<float>(x.Values, y.AsSpan(), geometry);

        public void Backward(Tensor x, Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan(), geometry);
    }
}
