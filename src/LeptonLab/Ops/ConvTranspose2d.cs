using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Transposed convolution, which makes images larger where a convolution with the same numbers makes them smaller (Zeiler et
/// al., CVPR 2010; Dumoulin and Visin, arXiv:1603.07285, §4): every pixel of x lays a copy of the kernel into y.
/// <code>
/// y[n, s·i + d·u − p, s·j + d·v − p, first(c) + o] += x[n, i, j, c] · w[u, v, o, c]
/// </code>
/// and b[o] is added. x is [batch, height, width, in]; y is [batch, s·(height − 1) + d·(kernel height − 1) + 1 − 2p + q, …,
/// out], where q rows and columns are added at the bottom and at the right, since s sizes of y have the same size of x. w is
/// [kernel height, kernel width, out/groups, in]: the weight of the convolution from y to x, whose data gradient this is.
/// Input c belongs to group ⌊c / (in/groups)⌋, whose outputs begin at first(c).
/// </summary>
public static class ConvTranspose2d
{
    /// <summary>What a device provides for this operation; the geometry is that of the convolution from y to x.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry geometry);

        /// <summary>Writes ∂L/∂x, ∂L/∂w and ∂L/∂b, those that are not null.</summary>
        void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry);
    }

    /// <summary>Convolves; differentiable with respect to x, w and b.</summary>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, out/groups, in].</param>
    /// <param name="b">[out], or null for no bias.</param>
    /// <param name="stride">From one copy of the kernel to the next, in pixels.</param>
    /// <param name="padding">Rows and columns of the result that are left out on every side.</param>
    /// <param name="outputPadding">Rows and columns that are added at the bottom and at the right; fewer than the stride.</param>
    /// <param name="dilation">From one weight of a kernel to the next, in pixels.</param>
    /// <param name="groups">Groups of channels that are convolved on their own; in and out are multiples of it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; the message has the arithmetic.</exception>
    public static Tensor Apply(
        Tensor x,
        Tensor w,
        Tensor? b = null,
        int stride = 1,
        int padding = 0,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1)
    {
        Conv2dGeometry g = Geometry(x.Shape, w.Shape, b?.Shape, stride, padding, outputPadding, dilation, groups);
        Device device = Device.Of("ConvTranspose2d", x, w, b);
        IKernel kernel = device.Kernel<IKernel>();

        var y = new Tensor([g.Batch, g.Height, g.Width, g.In], device);
        kernel.Forward(x, w, b, y, g);

        Tape.Record("ConvTranspose2d", y, b is null ? [x, w] : [x, w, b], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dw = w.RequiresGrad ? new Tensor(w.Shape, device) : null;
            Tensor? db = b is { RequiresGrad: true } ? new Tensor(b.Shape, device) : null;
            kernel.Backward(x, w, dy, dx, dw, db, g);
            return b is null ? [dx, dw] : [dx, dw, db];
        });
        return y;
    }

    /// <summary>The sizes of the convolution from y to x, whose input is y, checked.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit; the message has the arithmetic.</exception>
    public static Conv2dGeometry Geometry(
        Shape x, Shape w, Shape? b, int stride, int padding, int outputPadding, int dilation, int groups)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"ConvTranspose2d takes images [batch, height, width, channels]; it got {x}.");
        if (w.Rank != 4)
            throw new ArgumentException($"ConvTranspose2d takes a weight [kernel height, kernel width, out/groups, in]; it got {w}.");
        if (w[0] < 1 || w[1] < 1)
            throw new ArgumentException($"ConvTranspose2d needs a kernel of at least 1×1; it got {w[0]}×{w[1]}.");
        if (stride < 1 || padding < 0 || dilation < 1 || groups < 1)
        {
            throw new ArgumentException(
                "ConvTranspose2d needs a stride, a dilation and a number of groups of at least 1 and a padding of at least 0; "
                + $"it got stride {stride}, dilation {dilation}, groups {groups}, padding {padding}.");
        }

        if (outputPadding < 0 || outputPadding >= stride)
        {
            throw new ArgumentException(
                $"ConvTranspose2d takes an output padding of at least 0 and below the stride, {stride}; it got {outputPadding}.");
        }

        if (x[3] != w[3] || w[3] % groups != 0)
        {
            throw new ArgumentException(
                $"ConvTranspose2d {w[0]}×{w[1]} in {groups} groups expects {w[3]} input channels (weight {w}), a multiple of the groups; "
                + $"the images {x} have {x[3]}.");
        }

        int outputs = checked(w[2] * groups);
        if (b is { } bias && bias != new Shape(outputs))
            throw new ArgumentException($"ConvTranspose2d with {outputs} output channels takes a bias of shape [{outputs}]; it got {bias}.");
        int height = Extent("height", x, x[1], w[0], stride, padding, outputPadding, dilation);
        int width = Extent("width", x, x[2], w[1], stride, padding, outputPadding, dilation);
        return Conv2dGeometry.Of([x[0], height, width, outputs], w, null, stride, padding, dilation, groups);
    }

    /// <summary>The forward pass as plain loops. An empty b is no bias.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, Span<T> y, Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int at = 0; at < y.Length; at++)
            y[at] = b.IsEmpty ? T.Zero : b[at % g.In];
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.OutHeight; i++)
        for (int j = 0; j < g.OutWidth; j++)
        for (int c = 0; c < g.Out; c++)
        for (int u = 0; u < g.KernelHeight; u++)
        for (int v = 0; v < g.KernelWidth; v++)
        for (int o = 0; o < g.InPerGroup; o++)
        {
            int row = g.Row(i, u), column = g.Column(j, v);
            if (g.IsInside(row, column))
                y[g.X(n, row, column, g.FirstIn(c) + o)] += x[g.Y(n, i, j, c)] * w[g.W(u, v, o, c)];
        }
    }

    /// <summary>
    /// The backward pass as plain loops. Each line differentiates
    /// <c>y[n, s·i + d·u − p, s·j + d·v − p, first(c) + o] += x[n, i, j, c] · w[u, v, o, c]</c> of the forward pass. Empty
    /// spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> dy, Span<T> dx, Span<T> dw, Span<T> db, Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        dw.Clear();
        db.Clear();
        for (int at = 0; at < dy.Length && !db.IsEmpty; at++)
            db[at % g.In] += dy[at];                                                            // y = b[o]
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.OutHeight; i++)
        for (int j = 0; j < g.OutWidth; j++)
        for (int c = 0; c < g.Out; c++)
        for (int u = 0; u < g.KernelHeight; u++)
        for (int v = 0; v < g.KernelWidth; v++)
        for (int o = 0; o < g.InPerGroup; o++)
        {
            int row = g.Row(i, u), column = g.Column(j, v);
            if (!g.IsInside(row, column))
                continue;
            T gradient = dy[g.X(n, row, column, g.FirstIn(c) + o)];
            if (!dw.IsEmpty)
                dw[g.W(u, v, o, c)] += x[g.Y(n, i, j, c)] * gradient;                           // ∂(x·w)/∂w = x
            if (!dx.IsEmpty)
                dx[g.Y(n, i, j, c)] += w[g.W(u, v, o, c)] * gradient;                           // ∂(x·w)/∂x = w
        }
    }

    private static int Extent(
        string axis, Shape x, int extent, int kernel, int stride, int padding, int outputPadding, int dilation)
    {
        long result = (long)stride * (extent - 1) + (long)dilation * (kernel - 1) + 1 - 2L * padding + outputPadding;
        string sum = $"{stride}·({extent} − 1) + {dilation}·({kernel} − 1) + 1 − 2·{padding} + {outputPadding} = {result:N0}";
        if (result < 1 || extent < 1)
            throw new ArgumentException($"ConvTranspose2d: images {x} leave no output {axis}: {sum}.");
        return result <= Array.MaxLength
            ? (int)result
            : throw new ArgumentException($"ConvTranspose2d: images {x} give an output {axis} beyond {Array.MaxLength:N0}: {sum}.");
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry geometry) =>
            Forward<float>(x.AsSpan(), w.AsSpan(), b is null ? [] : b.AsSpan(), y.AsSpan(), geometry);

        public void Backward(
            Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry) =>
            Backward<float>(
                x.AsSpan(),
                w.AsSpan(),
                dy.AsSpan(),
                dx is null ? [] : dx.AsSpan(),
                dw is null ? [] : dw.AsSpan(),
                db is null ? [] : db.AsSpan(),
                geometry);
    }
}
