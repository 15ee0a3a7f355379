using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Max-pooling: the largest value of each window, channel by channel (Riesenhuber and Poggio, Nature Neuroscience 2,
/// 1999; Jarrett et al., ICCV 2009).
/// <code>
/// y[n, i, j, c] = max_{u,v &lt; k} x[n, s·i + u − p, s·j + v − p, c]
/// </code>
/// x is [batch, height, width, channels]; y is [batch, ⌊(height + 2p − k)/s⌋ + 1, ⌊(width + 2p − k)/s⌋ + 1, channels].
/// Rows and columns that no window reaches are left out, and what lies outside the image, in the padding p, never wins. The
/// gradient goes to the largest value; among equals, to the first in reading order. A NaN wins over every number.
/// </summary>
public static class MaxPool2d
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns);
    }

    /// <summary>Pools; differentiable.</summary>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="kernel">The window's side, or its height and width, in pixels; 2 if left out.</param>
    /// <param name="stride">Steps between windows; the window's size if left out.</param>
    /// <param name="padding">By how much windows may begin and end outside the image; at most half a window.</param>
    /// <exception cref="ArgumentException">The images are smaller than a window.</exception>
    public static Tensor Apply(Tensor x, Size2d? kernel = null, Size2d? stride = null, Size2d padding = default) =>
        Apply("MaxPool2d", x, Windows(x.Shape, kernel ?? 2, stride ?? kernel ?? 2, padding));

    /// <summary>The shape of the result for images of shape <paramref name="x"/>.</summary>
    /// <exception cref="ArgumentException">The images are smaller than a window.</exception>
    public static Shape OutputShape(Shape x, Size2d kernel, Size2d stride, Size2d padding = default) =>
        PoolWindows.OutputShape(x, Windows(x, kernel, stride, padding));

    /// <summary>The windows over images of shape <paramref name="x"/>.</summary>
    /// <exception cref="ArgumentException">The images are smaller than a window.</exception>
    public static (PoolWindows Rows, PoolWindows Columns) Windows(Shape x, Size2d kernel, Size2d stride, Size2d padding = default) =>
        PoolWindows.Of("MaxPool2d", x, kernel, stride, padding);

    internal static Tensor Apply(string operation, Tensor x, (PoolWindows Rows, PoolWindows Columns) windows)
    {
        IKernel implementation = x.Device.Kernel<IKernel>();
        var y = new Tensor(PoolWindows.OutputShape(x.Shape, windows), x.Device);
        implementation.Forward(x, y, windows.Rows, windows.Columns);

        Tape.Record(operation, y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            implementation.Backward(x, dy, dx, windows.Rows, windows.Columns);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Shape shape, Span<T> y, PoolWindows rows, PoolWindows columns)
        where T : IFloatingPointIeee754<T>
    {
        int at = 0;
        for (int n = 0; n < shape[0]; n++)
        for (int i = 0; i < rows.Count; i++)
        for (int j = 0; j < columns.Count; j++)
        for (int c = 0; c < shape[3]; c++)
            y[at++] = x[IndexOfLargest(x, shape, n, rows[i], columns[j], c)];
    }

    /// <summary>
    /// The backward pass as plain loops: <c>y = x[largest]</c>, so the gradient goes there; windows that overlap add.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, Shape shape, ReadOnlySpan<T> dy, Span<T> dx, PoolWindows rows, PoolWindows columns)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        int at = 0;
        for (int n = 0; n < shape[0]; n++)
        for (int i = 0; i < rows.Count; i++)
        for (int j = 0; j < columns.Count; j++)
        for (int c = 0; c < shape[3]; c++)
            dx[IndexOfLargest(x, shape, n, rows[i], columns[j], c)] += dy[at++];
    }

    private static int IndexOfLargest<T>(
        ReadOnlySpan<T> x, Shape shape, int n, (int First, int End) rows, (int First, int End) columns, int c)
        where T : IFloatingPointIeee754<T>
    {
        int largest = ((n * shape[1] + rows.First) * shape[2] + columns.First) * shape[3] + c;
        for (int row = rows.First; row < rows.End; row++)
        for (int column = columns.First; column < columns.End; column++)
        {
            int at = ((n * shape[1] + row) * shape[2] + column) * shape[3] + c;
            if (x[at] > x[largest] || (T.IsNaN(x[at]) && !T.IsNaN(x[largest])))
                largest = at;
        }

        return largest;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns) =>
            Forward<float>(x.AsSpan(), x.Shape, y.AsSpan(), rows, columns);

        public void Backward(Tensor x, Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns) =>
            Backward<float>(x.AsSpan(), x.Shape, dy.AsSpan(), dx.AsSpan(), rows, columns);
    }
}
