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
/// <param name="Precise">
/// Whether Winograd's F(4×4, 3×3) is left out, whose rounding error is some four times that of F(2×2, 3×3) and twice that
/// of the direct sum.
/// </param>
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
    /// <summary>⌊(Height + 2·Padding − Dilation·(KernelHeight − 1) − 1) / Stride⌋ + 1.</summary>
    public int OutHeight => OutExtent(Height, KernelHeight);

    /// <summary>⌊(Width + 2·Padding − Dilation·(KernelWidth − 1) − 1) / Stride⌋ + 1.</summary>
    public int OutWidth => OutExtent(Width, KernelWidth);

    /// <summary>[Batch, OutHeight, OutWidth, Out].</summary>
    public Shape OutputShape => [Batch, OutHeight, OutWidth, Out];

    /// <summary>Input channels that one output sees.</summary>
    public int InPerGroup => In / Groups;

    /// <summary>Output channels of one group.</summary>
    public int OutPerGroup => Out / Groups;

    /// <summary>Multiply-adds of one forward pass.</summary>
    public long MultiplyAdds => (long)Batch * OutHeight * OutWidth * KernelHeight * KernelWidth * InPerGroup * Out;

    /// <summary>Checks that the shapes fit together.</summary>
    /// <param name="x">[batch, height, width, in].</param>
    /// <param name="w">[kernel height, kernel width, in/groups, out].</param>
    /// <param name="b">[out], or null.</param>
    /// <param name="stride">At least 1.</param>
    /// <param name="padding">At least 0.</param>
    /// <param name="dilation">At least 1.</param>
    /// <param name="groups">At least 1; in and out are multiples of it.</param>
    /// <param name="precise">Whether Winograd's F(4×4, 3×3) is left out.</param>
    /// <exception cref="ArgumentException">They do not; the message has the arithmetic.</exception>
    public static Conv2dGeometry Of(
        Shape x, Shape w, Shape? b, int stride, int padding, int dilation = 1, int groups = 1, bool precise = false)
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

        if (dilation < 1 || groups < 1)
        {
            throw new ArgumentException(
                $"Conv2d needs a dilation and a number of groups of at least 1; it got dilation {dilation}, groups {groups}.");
        }

        CheckChannels(x, w, groups);
        if (b is { } bias && bias != new Shape(w[3]))
            throw new ArgumentException($"Conv2d with {w[3]} output channels takes a bias of shape [{w[3]}]; it got {bias}.");

        CheckExtent("height", x, x[1], w[0], stride, padding, dilation);
        CheckExtent("width", x, x[2], w[1], stride, padding, dilation);
        var geometry = new Conv2dGeometry(x[0], x[1], x[2], x[3], w[0], w[1], w[3], stride, padding, dilation, groups, precise);
        CheckCount(x, geometry);
        return geometry;
    }

    internal int X(int n, int row, int column, int c) => ((n * Height + row) * Width + column) * In + c;

    internal int W(int u, int v, int c, int o) => ((u * KernelWidth + v) * InPerGroup + c) * Out + o;

    internal int Y(int n, int i, int j, int o) => ((n * OutHeight + i) * OutWidth + j) * Out + o;

    /// <summary>The row of the image that meets row u of the kernel for row i of the outputs.</summary>
    internal int Row(int i, int u) => Stride * i + Dilation * u - Padding;

    /// <summary>The column of the image that meets column v of the kernel for column j of the outputs.</summary>
    internal int Column(int j, int v) => Stride * j + Dilation * v - Padding;

    /// <summary>The first input channel of the group that output channel o belongs to.</summary>
    internal int FirstIn(int o) => o / OutPerGroup * InPerGroup;

    internal bool IsInside(int row, int column) => (uint)row < (uint)Height && (uint)column < (uint)Width;

    /// <summary>The pixel, or zero where the padding is.</summary>
    internal T PixelOrZero<T>(ReadOnlySpan<T> x, int n, int row, int column, int c)
        where T : System.Numerics.INumberBase<T> => IsInside(row, column) ? x[X(n, row, column, c)] : T.Zero;

    private int OutExtent(int extent, int kernel) =>
        (int)((extent + 2L * Padding - (long)Dilation * (kernel - 1) - 1) / Stride + 1);

    private static void CheckChannels(Shape x, Shape w, int groups)
    {
        if (x[3] % groups != 0 || w[3] % groups != 0)
        {
            throw new ArgumentException(
                $"Conv2d in {groups} groups needs channels that are multiples of {groups}; "
                + $"the images {x} have {x[3]}, the weight {w} gives {w[3]}.");
        }

        if (groups == 1 && x[3] != w[2])
        {
            throw new ArgumentException(
                $"Conv2d {w[0]}×{w[1]} expects {w[2]} input channels (weight {w}); the images {x} have {x[3]}.");
        }

        if (x[3] / groups != w[2])
        {
            throw new ArgumentException(
                $"Conv2d {w[0]}×{w[1]} in {groups} groups expects {groups}·{w[2]} = {(long)groups * w[2]} input channels "
                + $"(weight {w}); the images {x} have {x[3]}.");
        }
    }

    private static void CheckExtent(string axis, Shape x, int extent, int kernel, int stride, int padding, int dilation)
    {
        if (kernel < 1)
            throw new ArgumentException($"Conv2d needs a kernel {axis} of at least 1; it got {kernel}.");
        long padded = extent + 2L * padding, reach = (long)dilation * (kernel - 1) + 1;
        if (padded > Array.MaxLength || reach > Array.MaxLength)
        {
            throw new ArgumentException(
                $"Conv2d: {extent} + 2·{padding} = {padded:N0} pixels of padded {axis} and a kernel that reaches over "
                + $"{dilation}·({kernel} − 1) + 1 = {reach:N0} must both be at most {Array.MaxLength:N0}.");
        }

        if (padded < reach)
        {
            string size = dilation == 1 ? $"{kernel}" : $"{dilation}·({kernel} − 1) − 1";
            throw new ArgumentException(
                $"Conv2d: images {x} are too small for a kernel {axis} of {kernel}{(dilation == 1 ? "" : $" with dilation {dilation}")}: "
                + $"({extent} + 2·{padding} − {size})/{stride} + 1 leaves no output {axis}.");
        }
    }

    private static void CheckCount(Shape x, Conv2dGeometry g)
    {
        // In parts, as the product of all four may exceed a long.
        long pixels = (long)g.OutHeight * g.OutWidth, numbers = Math.Max(1, g.Batch) * (long)Math.Max(1, g.Out);
        if (g.Batch > 0 && g.Out > 0 && (pixels > Array.MaxLength || numbers > Array.MaxLength || pixels * numbers > Array.MaxLength))
        {
            throw new ArgumentException(
                $"Conv2d: images {x} give an output of [{g.Batch}, {g.OutHeight}, {g.OutWidth}, {g.Out}], more than the "
                + $"{Array.MaxLength:N0} numbers that a tensor can hold.");
        }
    }
}
