using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Chosen places along an axis, in any order and as often as wanted: <c>y[o, k, i] = x[o, index[k], i]</c>, such as some
/// samples of a batch, or the rows of a table.
/// </summary>
public static class IndexSelect
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, int[] indices, AxisGeometry geometry);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor dy, Tensor dx, int[] indices, AxisGeometry geometry);
    }

    /// <summary>Selects; differentiable.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; −1 is the last.</param>
    /// <param name="indices">Places along the axis, from 0 on.</param>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    /// <exception cref="ArgumentException">An index is outside the axis.</exception>
    public static Tensor Apply(Tensor x, int axis, params int[] indices)
    {
        axis = Axes.Checked("IndexSelect", x.Shape, axis);
        Check("IndexSelect", indices, x.Shape, axis);
        AxisGeometry geometry = AxisGeometry.Of(x.Shape, axis, 1);
        IKernel kernel = x.Device.Kernel<IKernel>();
        int[] extents = x.Shape.Extents.ToArray(), chosen = [.. indices];
        extents[axis] = chosen.Length;
        var y = new Tensor(new Shape(extents), x.Device);
        kernel.Forward(x, y, chosen, geometry);

        Tape.Record("IndexSelect", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(dy, dx, chosen, geometry);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, ReadOnlySpan<int> indices, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int k = 0; k < indices.Length; k++)
        for (int i = 0; i < g.Inner; i++)
            y[(o * indices.Length + k) * g.Inner + i] = x[g.Index(o, indices[k], i)];
    }

    /// <summary>
    /// The backward pass as plain loops: <c>y[o, k, i] = x[o, index[k], i]</c>; a place that was chosen more than once gets the
    /// sum, in the order of k.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> dy, Span<T> dx, ReadOnlySpan<int> indices, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int o = 0; o < g.Outer; o++)
        for (int k = 0; k < indices.Length; k++)
        for (int i = 0; i < g.Inner; i++)
            dx[g.Index(o, indices[k], i)] += dy[(o * indices.Length + k) * g.Inner + i];
    }

    internal static void Check(string operation, ReadOnlySpan<int> indices, Shape shape, int axis)
    {
        for (int k = 0; k < indices.Length; k++)
        {
            if ((uint)indices[k] >= (uint)shape[axis])
            {
                throw new ArgumentException(
                    $"{operation}: index {indices[k]}, number {k + 1} of {indices.Length}, is outside axis {axis} of shape {shape}"
                    + (shape[axis] > 0 ? $": it must be 0 to {shape[axis] - 1}." : ", which is empty."));
            }
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, int[] indices, AxisGeometry geometry) =>
            Forward<float>(x.Values, y.AsSpan(), indices, geometry);

        public void Backward(Tensor dy, Tensor dx, int[] indices, AxisGeometry geometry) =>
            Backward<float>(dy.Values, dx.AsSpan(), indices, geometry);
    }
}
