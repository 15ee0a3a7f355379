using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Where the largest number along an axis is, counted from 0; among equals the first; NaN wins. It is constant but for
/// steps, so it has no gradient. The indices are whole numbers in a tensor.
/// </summary>
public static class ArgMax
{
    // Single precision has every whole number up to here.
    private const int MostNumbers = 1 << 24;

    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the indices.</summary>
        void Forward(Tensor x, Tensor y, AxisGeometry geometry);
    }

    /// <summary>The indices along an axis.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; −1 is the last.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <exception cref="ShapeException">There is no such axis, no number along it, or more than 16 777 216.</exception>
    public static Tensor Apply(Tensor x, int axis = -1, bool keepDims = false)
    {
        int[] axes = [Axes.Checked("ArgMax", x.Shape, axis)];
        Shape kept = Axes.Flatten(x.Shape, axes);
        Axes.CheckNotEmpty("ArgMax", x.Shape, kept);
        if (x.Shape[axes[0]] > MostNumbers)
        {
            throw new ShapeException(
                $"ArgMax: axis {axes[0]} of shape {x.Shape} has more than {MostNumbers:N0} numbers, and a tensor cannot hold "
                + "larger indices exactly.");
        }

        var y = new Tensor(keepDims ? kept : Axes.Drop(x.Shape, axes), x.Device);
        x.Device.Kernel<IKernel>().Forward(x, y, AxisGeometry.Of(x.Shape, axes[0], 1));
        GC.KeepAlive(x);
        return y;
    }

    /// <summary>The indices as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, AxisGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int o = 0; o < g.Outer; o++)
        for (int i = 0; i < g.Inner; i++)
            y[o * g.Inner + i] = T.CreateChecked(Max.IndexOfLargest(x, g, o, i));
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, AxisGeometry geometry) => Forward<float>(x.Values, y.AsSpan(), geometry);
    }
}
