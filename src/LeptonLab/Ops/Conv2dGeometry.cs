namespace LeptonLab.Ops;

/// <summary>The sizes of a convolution, checked once; lengths in pixels.</summary>
/// <param name="Batch">Images.</param>
/// <param name="Height">Rows of an input image.</param>
/// <param name="Width">Columns of an input image.</param>
/// <param name="In">Input channels.</param>
/// <param name="KernelHeight">Rows of a kernel.</param>
/// <param name="KernelWidth">Columns of a kernel.</param>
/// <param name="Out">Output channels.</param>
/// <param name="Stride">Steps between neighbouring outputs.</param>
/// <param name="Padding">Zeros on each side.</param>
/// <param name="Dilation">From one weight of the kernel to the next, in pixels.</param>
/// <param name="Groups">Groups of channels that are convolved on their own.</param>
/// <param name="Precise">Whether Winograd's F(4×4, 3×3) is left out, whose rounding error is some three times larger.</param>
public readonly record struct Conv2dGeometry(
    int Batch,
    int Height,
    int Width,
    int In,
    int KernelHeight,
    int KernelWidth,
    int Out,
    int Stride,
    int Padding,
    int Dilation = 1,
    int Groups = 1,
    bool Precise = false)
{
    /// <summary>⌊(Height + 2·Padding − KernelHeight) / Stride⌋ + 1.</summary>
    public int OutHeight => (Height + 2 * Padding - KernelHeight) / Stride + 1;

    /// <summary>⌊(Width + 2·Padding − KernelWidth) / Stride⌋ + 1.</summary>
    public int OutWidth => (Width + 2 * Padding - KernelWidth) / Stride + 1;

    /// <summary>[Batch, OutHeight, OutWidth, Out].</summary>
    public Shape OutputShape => [Batch, OutHeight, OutWidth, Out];

    /// <summary>Multiply-adds of one forward pass.</summary>
    public long MultiplyAdds => (long)Batch * OutHeight * OutWidth * KernelHeight * KernelWidth * In * Out;

    /// <summary>Checks that the shapes fit together.</summary>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, in, out].</param>
    /// <param name="b">[out], or null.</param>
    /// <param name="stride">At least 1.</param>
    /// <param name="padding">At least 0.</param>
    /// <exception cref="ArgumentException">They do not; the message has the arithmetic.</exception>
    public static Conv2dGeometry Of(Shape x, Shape w, Shape? b, int stride, int padding)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"Conv2d takes images [batch, height, width, channels]; it got {x}.");
        if (w.Rank != 4)
            throw new ArgumentException($"Conv2d takes a weight [kernel height, kernel width, in, out]; it got {w}.");
        if (stride < 1 || padding < 0)
        {
            throw new ArgumentException(
                $"Conv2d needs a stride of at least 1 and a padding of at least 0; it got stride {stride}, padding {padding}.");
        }

        if (x[3] != w[2])
        {
            throw new ArgumentException(
                $"Conv2d {w[0]}×{w[1]} expects {w[2]} input channels (weight {w}); the images {x} have {x[3]}.");
        }

        if (b is { } bias && bias != new Shape(w[3]))
            throw new ArgumentException($"Conv2d with {w[3]} output channels takes a bias of shape [{w[3]}]; it got {bias}.");

        CheckExtent("height", x, x[1], w[0], stride, padding);
        CheckExtent("width", x, x[2], w[1], stride, padding);
        return new(x[0], x[1], x[2], x[3], w[0], w[1], w[3], stride, padding);
    }

    internal int X(int n, int row, int column, int c) => ((n * Height + row) * Width + column) * In + c;

    internal int W(int u, int v, int c, int o) => ((u * KernelWidth + v) * In + c) * Out + o;

    internal int Y(int n, int i, int j, int o) => ((n * OutHeight + i) * OutWidth + j) * Out + o;

    internal bool IsInside(int row, int column) => (uint)row < (uint)Height && (uint)column < (uint)Width;

    /// <summary>The pixel, or zero where the padding is.</summary>
    internal T PixelOrZero<T>(ReadOnlySpan<T> x, int n, int row, int column, int c)
        where T : System.Numerics.INumberBase<T> => IsInside(row, column) ? x[X(n, row, column, c)] : T.Zero;

    private static void CheckExtent(string axis, Shape x, int extent, int kernel, int stride, int padding)
    {
        if (kernel < 1)
            throw new ArgumentException($"Conv2d needs a kernel {axis} of at least 1; it got {kernel}.");
        if (extent + 2L * padding < kernel)
        {
            throw new ArgumentException(
                $"Conv2d: images {x} are too small for a kernel {axis} of {kernel}: "
                + $"({extent} + 2·{padding} − {kernel})/{stride} + 1 leaves no output {axis}.");
        }
    }
}
