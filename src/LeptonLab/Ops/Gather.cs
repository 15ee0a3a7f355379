using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// One choice along an axis for every place: <c>y[o, k, i] = x[o, index[o, k, i], i]</c>, such as the score of the true class
/// of each sample, <c>scores.Gather(1, labels)</c> with labels [batch, 1]. The indices have the shape of x but for that axis.
/// </summary>
public static class Gather
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, int[] indices, AxisGeometry geometry);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor dy, Tensor dx, int[] indices, AxisGeometry geometry);
    }

    /// <summary>Gathers; differentiable with respect to x.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; −1 is the last.</param>
    /// <param name="indices">Whole numbers, places along the axis from 0 on.</param>
    /// <exception cref="ShapeException">There is no such axis, or the shapes do not go together.</exception>
    /// <exception cref="ArgumentException">An index is not a whole number or outside the axis.</exception>
    public static Tensor Apply(Tensor x, int axis, Tensor indices)
    {
        axis = Axes.Checked("Gather", x.Shape, axis);
        CheckShapes(x.Shape, indices.Shape, axis);
        int[] places = indices.ToIndices();
        IndexSelect.Check("Gather", places, x.Shape, axis);
        AxisGeometry geometry = AxisGeometry.Of(x.Shape, axis, 1);
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(indices.Shape, x.Device);
        kernel.Forward(x, y, places, geometry);

        Tape.Record("Gather", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(dy, dx, places, geometry);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, ReadOnlySpan<int> indices, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int at = 0; at < y.Length; at++)
            y[at] = x[From(at, y.Length, indices, g)];
    }

    /// <summary>
    /// The backward pass as plain loops: <c>y[at] = x[From(at)]</c>; a number that was chosen more than once gets the sum.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> dy, Span<T> dx, ReadOnlySpan<int> indices, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int at = 0; at < dy.Length; at++)
            dx[From(at, dy.Length, indices, g)] += dy[at];
    }

    internal static int From(int at, int count, ReadOnlySpan<int> indices, AxisGeometry g) =>
        g.Index(at / (count / g.Outer), indices[at], at % g.Inner);

    private static void CheckShapes(Shape x, Shape indices, int axis)
    {
        bool fits = x.Rank == indices.Rank;
        for (int other = 0; fits && other < x.Rank; other++)
            fits = other == axis || x[other] == indices[other];
        if (!fits)
        {
            throw new ShapeException(
                $"Gather along axis {axis} of {x}: the indices are {indices}; they need the same extents but for that axis.");
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
