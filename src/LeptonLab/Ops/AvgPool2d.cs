using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Average-pooling: the mean of each window, channel by channel (LeCun et al., "Gradient-based learning applied to document
/// recognition", Proc. IEEE 86, 1998, §II.B).
/// <code>
/// y[n, i, j, c] = (1/m) Σ_{u,v &lt; k} x[n, s·i + u − p, s·j + v − p, c]
/// </code>
/// x is [batch, height, width, channels]; y is [batch, ⌊(height + 2p − k)/s⌋ + 1, ⌊(width + 2p − k)/s⌋ + 1, channels].
/// What lies outside the image, in the padding p, adds nothing to the sum; m is k² with it, or the number of pixels inside
/// without it.
/// </summary>
public static class AvgPool2d
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns, bool countPadding);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns, bool countPadding);
    }

    /// <summary>Pools; differentiable.</summary>
    /// <param name="x">[batch, height, width, channels].</param>
    /// <param name="kernel">The window's side, or its height and width, in pixels; 2 if left out.</param>
    /// <param name="stride">Steps between windows; the window's size if left out.</param>
    /// <param name="padding">By how much windows may begin and end outside the image; at most half a window.</param>
    /// <param name="countPadding">Whether the mean is over the whole window, with zeros outside the image.</param>
    /// <exception cref="ArgumentException">The images are smaller than a window.</exception>
    public static Tensor Apply(Tensor x, Size2d? kernel = null, Size2d? stride = null, Size2d padding = default, bool countPadding = true)
    {
        (PoolWindows Rows, PoolWindows Columns) windows = Windows(x.Shape, kernel ?? 2, stride ?? kernel ?? 2, padding);
        return Apply("AvgPool2d", x, windows, PoolWindows.OutputShape(x.Shape, windows), countPadding);
    }

    /// <summary>The windows over images of shape <paramref name="x"/>.</summary>
    /// <exception cref="ArgumentException">The images are smaller than a window.</exception>
    public static (PoolWindows Rows, PoolWindows Columns) Windows(Shape x, Size2d kernel, Size2d stride, Size2d padding = default) =>
        PoolWindows.Of("AvgPool2d", x, kernel, stride, padding);

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x, Shape shape, Span<T> y, PoolWindows rows, PoolWindows columns, bool countPadding = true)
        where T : IFloatingPointIeee754<T>
    {
        int at = 0;
        for (int n = 0; n < shape[0]; n++)
        for (int i = 0; i < rows.Count; i++)
        for (int j = 0; j < columns.Count; j++)
        for (int c = 0; c < shape[3]; c++)
        {
            T sum = T.Zero;
            for (int row = rows[i].First; row < rows[i].End; row++)
            for (int column = columns[j].First; column < columns[j].End; column++)
                sum += x[((n * shape[1] + row) * shape[2] + column) * shape[3] + c];
            y[at++] = sum / T.CreateChecked(Count(rows, i, columns, j, countPadding));
        }
    }

    /// <summary>
    /// The backward pass as plain loops: <c>sum += x[…]</c>, divided by the count, gives every pixel of the window the same
    /// share; windows that overlap add.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> dy, Span<T> dx, Shape shape, PoolWindows rows, PoolWindows columns, bool countPadding = true)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        int at = 0;
        for (int n = 0; n < shape[0]; n++)
        for (int i = 0; i < rows.Count; i++)
        for (int j = 0; j < columns.Count; j++)
        for (int c = 0; c < shape[3]; c++)
        {
            T share = dy[at++] / T.CreateChecked(Count(rows, i, columns, j, countPadding));
            for (int row = rows[i].First; row < rows[i].End; row++)
            for (int column = columns[j].First; column < columns[j].End; column++)
                dx[((n * shape[1] + row) * shape[2] + column) * shape[3] + c] += share;
        }
    }

    /// <summary>What the sum over window (i, j) is divided by.</summary>
    internal static long Count(PoolWindows rows, int i, PoolWindows columns, int j, bool countPadding)
    {
        if (countPadding)
            return (long)rows.Size(i) * columns.Size(j);
        ((int top, int bottom), (int left, int right)) = (rows[i], columns[j]);
        return (long)(bottom - top) * (right - left);
    }

    internal static Tensor Apply(
        string operation, Tensor x, (PoolWindows Rows, PoolWindows Columns) windows, Shape shape, bool countPadding)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(shape, x.Device);
        kernel.Forward(x, y, windows.Rows, windows.Columns, countPadding);

        Tape.Record(operation, y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(dy, dx, windows.Rows, windows.Columns, countPadding);
            return [dx];
        });
        return y;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, PoolWindows rows, PoolWindows columns, bool countPadding) =>
            Forward<float>(x.AsSpan(), x.Shape, y.AsSpan(), rows, columns, countPadding);

        public void Backward(Tensor dy, Tensor dx, PoolWindows rows, PoolWindows columns, bool countPadding) =>
            Backward<float>(dy.AsSpan(), dx.AsSpan(), dx.Shape, rows, columns, countPadding);
    }
}
