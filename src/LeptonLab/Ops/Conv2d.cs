using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Two-dimensional convolution, as deep learning uses the word: cross-correlation of an image with a bank of kernels
/// (Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", arXiv:1603.07285).
/// <code>
/// y[n, i, j, o] = b[o] + Σ_{u,v,c} x[n, s·i + d·u − p, s·j + d·v − p, first(o) + c] · w[u, v, c, o]
/// </code>
/// x is [batch, height, width, in]; w is [kernel height, kernel width, in/groups, out]; b is [out]; y is
/// [batch, ⌊(height + 2p − d·(kernel height − 1) − 1)/s⌋ + 1, …, out]. s is the stride, d the dilation (Yu and Koltun,
/// "Multi-Scale Context Aggregation by Dilated Convolutions", ICLR 2016) and p the padding: that many rows and columns of
/// zeros on each side. Groups of channels are convolved on their own (Krizhevsky et al., NIPS 2012): output o belongs to
/// group ⌊o / (out/groups)⌋ and sees the in/groups channels of that group, from first(o) on. As many groups as input
/// channels make it depthwise (Howard et al., "MobileNets", arXiv:1704.04861).
/// </summary>
public static class Conv2d
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry geometry);

        /// <summary>Writes ∂L/∂x, ∂L/∂w and ∂L/∂b, those that are not null.</summary>
        void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry);

        /// <summary>
        /// The forward pass as a function from x to y, with what can be computed from the weights computed once; it heeds
        /// that they change.
        /// </summary>
        Action<Tensor, Tensor> Prepare(Tensor w, Tensor? b, Conv2dGeometry geometry) => (x, y) => Forward(x, w, b, y, geometry);
    }

    /// <summary>Convolves; differentiable with respect to x, w and b.</summary>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, in/groups, out].</param>
    /// <param name="b">[out], or null for no bias.</param>
    /// <param name="stride">Steps between neighbouring outputs, in pixels.</param>
    /// <param name="padding">Zeros around the images: a number for every side, in pixels, or see <see cref="Padding"/>.</param>
    /// <param name="dilation">From one weight of a kernel to the next, in pixels; 1 is a kernel without gaps.</param>
    /// <param name="groups">Groups of channels that are convolved on their own; in and out are multiples of it.</param>
    /// <param name="precise">
    /// Leaves out Winograd's F(4×4, 3×3): the error falls from about 8e-7 to 2e-7 (root mean square, relative, 64
    /// channels), and the convolution takes longer.
    /// </param>
    /// <exception cref="ArgumentException">The shapes do not fit; the message has the arithmetic.</exception>
    public static Tensor Apply(
        Tensor x,
        Tensor w,
        Tensor? b = null,
        int stride = 1,
        Padding padding = default,
        int dilation = 1,
        int groups = 1,
        bool precise = false)
    {
        (x, int all) = Pad(x, w.Shape, padding, stride, dilation);
        Conv2dGeometry geometry =
            Conv2dGeometry.Of(x.Shape, w.Shape, b?.Shape, stride, all, dilation, groups, precise);
        Device device = Device.Of("Conv2d", x, w, b);
        IKernel kernel = device.Kernel<IKernel>();

        var y = new Tensor(geometry.OutputShape, device);
        kernel.Forward(x, w, b, y, geometry);

        Tape.Record("Conv2d", y, b is null ? [x, w] : [x, w, b], dy =>
        {
            Tensor? dx = x.RequiresGrad ? new Tensor(x.Shape, device) : null;
            Tensor? dw = w.RequiresGrad ? new Tensor(w.Shape, device) : null;
            Tensor? db = b is { RequiresGrad: true } ? new Tensor(b.Shape, device) : null;
            kernel.Backward(x, w, dy, dx, dw, db, geometry);
            return b is null ? [dx, dw] : [dx, dw, db];
        });
        return y;
    }

    /// <summary>The forward pass as plain loops. An empty b is no bias.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> b, Span<T> y, Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.OutHeight; i++)
        for (int j = 0; j < g.OutWidth; j++)
        for (int o = 0; o < g.Out; o++)
        {
            T sum = b.IsEmpty ? T.Zero : b[o];
            for (int u = 0; u < g.KernelHeight; u++)
            for (int v = 0; v < g.KernelWidth; v++)
            for (int c = 0; c < g.InPerGroup; c++)
                sum += g.PixelOrZero(x, n, g.Row(i, u), g.Column(j, v), g.FirstIn(o) + c) * w[g.W(u, v, c, o)];
            y[g.Y(n, i, j, o)] = sum;
        }
    }

    /// <summary>
    /// The backward pass as plain loops. Each line differentiates
    /// <c>sum += x[n, s·i + d·u − p, s·j + d·v − p, first(o) + c] · w[u, v, c, o]</c> of the forward pass. Empty spans are not computed.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> dy, Span<T> dx, Span<T> dw, Span<T> db, Conv2dGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        dw.Clear();
        db.Clear();
        for (int n = 0; n < g.Batch; n++)
        for (int i = 0; i < g.OutHeight; i++)
        for (int j = 0; j < g.OutWidth; j++)
        for (int o = 0; o < g.Out; o++)
        {
            T gradient = dy[g.Y(n, i, j, o)];
            if (!db.IsEmpty)
                db[o] += gradient;                                                                  // sum = b[o]
            for (int u = 0; u < g.KernelHeight; u++)
            for (int v = 0; v < g.KernelWidth; v++)
            for (int c = 0; c < g.InPerGroup; c++)
            {
                int row = g.Row(i, u), column = g.Column(j, v), channel = g.FirstIn(o) + c;
                if (!dw.IsEmpty)
                    dw[g.W(u, v, c, o)] += g.PixelOrZero(x, n, row, column, channel) * gradient;    // ∂(x·w)/∂w = x
                if (!dx.IsEmpty && g.IsInside(row, column))
                    dx[g.X(n, row, column, channel)] += w[g.W(u, v, c, o)] * gradient;              // ∂(x·w)/∂x = w
            }
        }
    }

    /// <summary>
    /// What is left to do for the convolution: padding that is the same on every side is its own affair, any other is put
    /// around the images here.
    /// </summary>
    internal static (Tensor X, int Padding) Pad(Tensor x, Shape w, Padding padding, int stride, int dilation)
    {
        if (x.Shape.Rank != 4 || w.Rank != 4)
            return (x, 0); // and the shapes are refused
        PaddedSides sides = padding.Of(x.Shape[1], x.Shape[2], (w[0], w[1]), stride, dilation);
        return sides.AreEqual
            ? (x, sides.Top)
            : (ZeroPad2d.Apply(x, sides.Top, sides.Bottom, sides.Left, sides.Right), 0);
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
