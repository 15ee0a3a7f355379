using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The axes of a tensor in another order: axis k of the result is axis <c>order[k]</c> of x. <c>[0, 2, 1, 3]</c> takes
/// [batch, time, heads, features] to [batch, heads, time, features]; <c>[1, 0]</c> is the transpose of a matrix.
/// </summary>
public static class Permute
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y; the backward pass is the permutation back.</summary>
        void Forward(Tensor x, Tensor y, int[] order);
    }

    /// <summary>Reorders the axes; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="order">Every axis of x once; −1 is the last.</param>
    /// <exception cref="ShapeException">It is not an order of the axes of x.</exception>
    public static Tensor Apply(Tensor x, params int[] order)
    {
        order = Checked(x.Shape, order);
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(OutputShape(x.Shape, order), x.Device);
        kernel.Forward(x, y, order);

        Tape.Record("Permute", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Forward(dy, dx, Inverse(order));
            return [dx];
        });
        return y;
    }

    /// <summary>The permutation as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Shape xShape, Span<T> y, int[] order)
        where T : IFloatingPointIeee754<T>
    {
        Shape shape = OutputShape(xShape, order);
        int[] strides = Strides(xShape, order);
        for (int at = 0; at < y.Length; at++)
        {
            int rest = at, from = 0;
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
            {
                from += rest % shape[axis] * strides[axis];
                rest /= shape[axis];
            }

            y[at] = x[from];
        }
    }

    /// <summary>The backward pass: <c>y[i₀, i₁, …] = x[…]</c> with the indices in another order, so the gradient is put back.</summary>
    public static void Backward<T>(ReadOnlySpan<T> dy, Shape xShape, Span<T> dx, int[] order)
        where T : IFloatingPointIeee754<T> => Forward(dy, OutputShape(xShape, order), dx, Inverse(order));

    /// <summary>The order that undoes an order.</summary>
    internal static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (int axis = 0; axis < order.Length; axis++)
            inverse[order[axis]] = axis;
        return inverse;
    }

    internal static Shape OutputShape(Shape x, int[] order) => new([.. order.Select(axis => x[axis])]);

    /// <summary>The distance in x between neighbours along each axis of the result.</summary>
    internal static int[] Strides(Shape x, int[] order)
    {
        var strides = new int[x.Rank];
        int stride = 1;
        for (int axis = x.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= x[axis];
        }

        return [.. order.Select(axis => strides[axis])];
    }

    private static int[] Checked(Shape x, int[] order)
    {
        int[] axes = [.. order.Select(axis => Axes.Checked("Permute", x, axis))];
        if (axes.Length != x.Rank || axes.Distinct().Count() != axes.Length)
        {
            throw new ShapeException(
                $"Permute: a tensor of shape {x} needs each of its {x.Rank} axes once; the order was [{string.Join(", ", order)}].");
        }

        return axes;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, int[] order) => Forward<float>(x.Values, x.Shape, y.AsSpan(), order);
    }
}
