using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// A block of a tensor: along each axis a number of neighbours from a first one on. A copy, not a view.
/// </summary>
public static class Slice
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the block that begins at <paramref name="starts"/> in x to y.</summary>
        void Take(Tensor x, Tensor y, int[] starts);

        /// <summary>Writes y into x from <paramref name="starts"/> on, and <paramref name="fill"/> everywhere else.</summary>
        void Place(Tensor y, Tensor x, int[] starts, float fill);
    }

    /// <summary>The block along one axis; differentiable.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; −1 is the last.</param>
    /// <param name="start">The first index.</param>
    /// <param name="length">How many.</param>
    /// <exception cref="ShapeException">There is no such axis, or the block reaches beyond its end.</exception>
    public static Tensor Apply(Tensor x, int axis, int start, int length)
    {
        axis = Axes.Checked("Slice", x.Shape, axis);
        var starts = new int[x.Shape.Rank];
        int[] lengths = x.Shape.Extents.ToArray();
        (starts[axis], lengths[axis]) = (start, length);
        return Apply(x, starts, lengths);
    }

    /// <summary>The block along every axis; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="starts">The first index along each axis.</param>
    /// <param name="lengths">How many along each axis.</param>
    /// <exception cref="ShapeException">The block reaches beyond the end of an axis.</exception>
    public static Tensor Apply(Tensor x, int[] starts, int[] lengths)
    {
        Check(x.Shape, starts, lengths);
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(new Shape(lengths), x.Device);
        kernel.Take(x, y, starts);

        Tape.Record("Slice", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Place(dy, dx, starts, 0);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Take<T>(ReadOnlySpan<T> x, Shape xShape, Span<T> y, Shape yShape, int[] starts)
        where T : IFloatingPointIeee754<T>
    {
        for (int at = 0; at < y.Length; at++)
            y[at] = x[Index(at, xShape, yShape, starts)];
    }

    /// <summary>
    /// The backward pass as a plain loop: <c>y[at] = x[Index(at)]</c>, so ∂L/∂x is ∂L/∂y there, and 0 elsewhere. Padding is
    /// the same with another number than 0.
    /// </summary>
    public static void Place<T>(ReadOnlySpan<T> y, Shape yShape, Span<T> x, Shape xShape, int[] starts, T fill)
        where T : IFloatingPointIeee754<T>
    {
        x.Fill(fill);
        for (int at = 0; at < y.Length; at++)
            x[Index(at, xShape, yShape, starts)] = y[at];
    }

    private static int Index(int at, Shape x, Shape y, int[] starts)
    {
        int index = 0, stride = 1;
        for (int axis = x.Rank - 1; axis >= 0; axis--)
        {
            index += (starts[axis] + at % y[axis]) * stride;
            at /= y[axis];
            stride *= x[axis];
        }

        return index;
    }

    private static void Check(Shape x, int[] starts, int[] lengths)
    {
        if (starts.Length != x.Rank || lengths.Length != x.Rank)
        {
            throw new ShapeException(
                $"Slice: shape {x} has {x.Rank} axes; {starts.Length} starts and {lengths.Length} lengths were given.");
        }

        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (starts[axis] < 0 || lengths[axis] < 0 || (long)starts[axis] + lengths[axis] > x[axis])
            {
                throw new ShapeException(
                    $"Slice: {lengths[axis]} from {starts[axis]} on do not lie within axis {axis} of shape {x}, "
                    + $"which has {x[axis]}.");
            }
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Take(Tensor x, Tensor y, int[] starts) => Take<float>(x.Values, x.Shape, y.AsSpan(), y.Shape, starts);

        public void Place(Tensor y, Tensor x, int[] starts, float fill) =>
            Place<float>(y.Values, y.Shape, x.AsSpan(), x.Shape, starts, fill);
    }
}
