using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Max-pooling: the largest value of each window, channel by channel (Riesenhuber and Poggio, Nature Neuroscience 2,
/// 1999; Jarrett et al., ICCV 2009).
/// <code>
/// y[n, i, j, c] = max_{u,v &lt; k} x[n, s·i + u, s·j + v, c]
/// </code>
/// x is [batch, height, width, channels]; y is [batch, ⌊(height − k)/s⌋ + 1, ⌊(width − k)/s⌋ + 1, channels]. Rows and
/// columns that no window reaches are left out. The gradient goes to the largest value; among equals, to the first in
/// reading order. A NaN wins over every number.
/// </summary>
public static class MaxPool2d
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, int kernel, int stride);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, int kernel, int stride);
    }

    /// <summary>Pools; differentiable.</summary>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="kernel">The window's side, in pixels.</param>
    /// <param name="stride">Steps between windows; the window's side if left out.</param>
    /// <exception cref="ArgumentException">The images are smaller than a window.</exception>
    public static Tensor Apply(Tensor x, int kernel = 2, int? stride = null)
    {
        int step = stride ?? kernel;
        Shape shape = OutputShape(x.Shape, kernel, step);
        IKernel implementation = x.Device.Kernel<IKernel>();

        var y = new Tensor(shape, x.Device);
        implementation.Forward(x, y, kernel, step);

        Tape.Record("MaxPool2d", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            implementation.Backward(x, dy, dx, kernel, step);
            return [dx];
        });
        return y;
    }

    /// <summary>The shape of the result for images of shape <paramref name="x"/>.</summary>
    /// <exception cref="ArgumentException">The images are smaller than a window.</exception>
    public static Shape OutputShape(Shape x, int kernel, int stride)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"MaxPool2d takes images [batch, height, width, channels]; it got {x}.");
        if (kernel < 1 || stride < 1)
            throw new ArgumentException($"MaxPool2d needs a window and a stride of at least 1; it got {kernel} and {stride}.");
        if (x[1] < kernel || x[2] < kernel)
        {
            throw new ArgumentException(
                $"MaxPool2d: images {x} are smaller than a {kernel}×{kernel} window: "
                + $"⌊({Math.Min(x[1], x[2])} − {kernel})/{stride}⌋ + 1 leaves no output.");
        }

        return [x[0], (x[1] - kernel) / stride + 1, (x[2] - kernel) / stride + 1, x[3]];
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Shape xShape, Span<T> y, int kernel, int stride)
        where T : IFloatingPointIeee754<T>
    {
        Shape shape = OutputShape(xShape, kernel, stride);
        int at = 0;
        for (int n = 0; n < shape[0]; n++)
        for (int i = 0; i < shape[1]; i++)
        for (int j = 0; j < shape[2]; j++)
        for (int c = 0; c < shape[3]; c++)
            y[at++] = x[IndexOfLargest(x, xShape, n, i * stride, j * stride, c, kernel)];
    }

    /// <summary>
    /// The backward pass as plain loops: <c>y = x[largest]</c>, so the gradient goes there; windows that overlap add.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> x, Shape xShape, ReadOnlySpan<T> dy, Span<T> dx, int kernel, int stride)
        where T : IFloatingPointIeee754<T>
    {
        Shape shape = OutputShape(xShape, kernel, stride);
        dx.Clear();
        int at = 0;
        for (int n = 0; n < shape[0]; n++)
        for (int i = 0; i < shape[1]; i++)
        for (int j = 0; j < shape[2]; j++)
        for (int c = 0; c < shape[3]; c++)
            dx[IndexOfLargest(x, xShape, n, i * stride, j * stride, c, kernel)] += dy[at++];
    }

    private static int IndexOfLargest<T>(ReadOnlySpan<T> x, Shape shape, int n, int row, int column, int c, int kernel)
        where T : IFloatingPointIeee754<T>
    {
        int largest = ((n * shape[1] + row) * shape[2] + column) * shape[3] + c;
        for (int u = 0; u < kernel; u++)
        for (int v = 0; v < kernel; v++)
        {
            int at = ((n * shape[1] + row + u) * shape[2] + column + v) * shape[3] + c;
            if (x[at] > x[largest] || (T.IsNaN(x[at]) && !T.IsNaN(x[largest])))
                largest = at;
        }

        return largest;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, int kernel, int stride) =>
            Forward<float>(x.AsSpan(), x.Shape, y.AsSpan(), kernel, stride);

        public void Backward(Tensor x, Tensor dy, Tensor dx, int kernel, int stride) =>
            Backward<float>(x.AsSpan(), x.Shape, dy.AsSpan(), dx.AsSpan(), kernel, stride);
    }
}
