using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Tensors one after another along an axis: [2, 3] and [2, 5] along axis 1 are [2, 8]. All other extents are equal.
/// </summary>
public static class Concat
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y; ∂L/∂parts are taken out of ∂L/∂y by <see cref="Slice.IKernel"/>.</summary>
        void Forward(Tensor[] parts, Tensor y, int axis);
    }

    /// <summary>Concatenates; differentiable with respect to every part.</summary>
    /// <param name="parts">At least one.</param>
    /// <param name="axis">The axis; −1 is the last.</param>
    /// <exception cref="ShapeException">There is no such axis, or other extents differ.</exception>
    public static Tensor Apply(Tensor[] parts, int axis)
    {
        if (parts.Length == 0)
            throw new ArgumentException("Concat takes at least one tensor; it got none.");
        axis = Axes.Checked("Concat", parts[0].Shape, axis);
        Shape shape = OutputShape(parts, axis);
        Device device = Device.Of("Concat", parts[0], parts);
        var y = new Tensor(shape, device);
        device.Kernel<IKernel>().Forward(parts, y, axis);

        Tape.Record("Concat", y, parts, dy =>
        {
            Slice.IKernel kernel = device.Kernel<Slice.IKernel>();
            var gradients = new Tensor?[parts.Length];
            var starts = new int[shape.Rank];
            for (int k = 0; k < parts.Length; k++)
            {
                if (parts[k].RequiresGrad)
                    kernel.Take(dy, gradients[k] = new Tensor(parts[k].Shape, device), [.. starts]);
                starts[axis] += parts[k].Shape[axis];
            }

            return gradients;
        });
        return y;
    }

    /// <summary>One part of the forward pass as plain loops: x is written into y from index <paramref name="start"/> on.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, AxisGeometry g, Span<T> y, int start, int total)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int t = 0; t < g.Length; t++)
        for (int i = 0; i < g.Inner; i++)
            y[(o * total + start + t) * g.Inner + i] = x[g.Index(o, t, i)];
    }

    private static Shape OutputShape(Tensor[] parts, int axis)
    {
        Shape first = parts[0].Shape;
        int[] extents = first.Extents.ToArray();
        for (int k = 1; k < parts.Length; k++)
        {
            Shape shape = parts[k].Shape;
            bool fits = shape.Rank == first.Rank;
            for (int other = 0; fits && other < first.Rank; other++)
                fits = other == axis || shape[other] == first[other];
            if (!fits)
            {
                throw new ShapeException(
                    $"Concat along axis {axis}: the first tensor is {first}, but number {k + 1} is {shape}; "
                    + $"all extents but that of axis {axis} must be equal.");
            }

            extents[axis] = checked(extents[axis] + shape[axis]);
        }

        return new(extents);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor[] parts, Tensor y, int axis)
        {
            int start = 0;
            foreach (Tensor part in parts)
            {
                Forward<float>(part.Values, AxisGeometry.Of(part.Shape, axis, 1), y.AsSpan(), start, y.Shape[axis]);
                start += part.Shape[axis];
            }
        }
    }
}
