namespace LeptonLab.Gpu;

/// <summary>
/// The sizes of a convolution as kernels take them, and the two ways of counting that make it a product of matrices: pixels of
/// the output, and taps of the kernel.
/// </summary>
/// <remarks>
/// Pooled pixels are counted window by window: pixel 4p + q is place q, in reading order, of window p, so that the four rows
/// that one thread holds are one window.
/// </remarks>
internal struct ConvShape
{
    internal int Height, Width, In, InOfGroup;
    internal int OutHeight, OutWidth, Out, OutOfGroup;
    internal int KernelHeight, KernelWidth;
    internal int Stride, Padding, Dilation;

    /// <summary>Whether the outputs are those of 2 × 2 windows.</summary>
    internal Flag Pooled;

    /// <summary>Pixels of all images that the product has rows for, see <see cref="Pixel"/>.</summary>
    internal int Pixels;

    private FastDivisor _pixelsOfImage, _pixelsOfRow, _tapsOfRow, _channels, _pixelsOfInput, _columnsOfInput, _kernelRow, _gradients, _stride;

    internal static ConvShape Of(Ops.Conv2dGeometry g, bool pooled)
    {
        int rows = pooled ? g.OutHeight / 2 : g.OutHeight, columns = pooled ? g.OutWidth / 2 : g.OutWidth;
        return new ConvShape
        {
            Height = g.Height,
            Width = g.Width,
            In = g.In,
            InOfGroup = g.InPerGroup,
            OutHeight = g.OutHeight,
            OutWidth = g.OutWidth,
            Out = g.Out,
            OutOfGroup = g.OutPerGroup,
            KernelHeight = g.KernelHeight,
            KernelWidth = g.KernelWidth,
            Stride = g.Stride,
            Padding = g.Padding,
            Dilation = g.Dilation,
            Pooled = pooled,
            Pixels = Count((long)g.Batch * rows * columns * (pooled ? 4 : 1)),
            _pixelsOfImage = new(rows * columns),
            _pixelsOfRow = new(columns),
            _tapsOfRow = new(g.KernelWidth * g.InPerGroup),
            _channels = new(g.InPerGroup),
            _pixelsOfInput = new(g.Height * g.Width),
            _columnsOfInput = new(g.Width),
            _kernelRow = new(g.KernelWidth * g.OutPerGroup),
            _gradients = new(g.OutPerGroup),
            _stride = new(g.Stride),
        };
    }

    // A fused convolution's pixels are never stored, so that no tensor's size bounds them.
    private static int Count(long pixels) => pixels <= int.MaxValue
        ? (int)pixels
        : throw new ShapeException($"A convolution on a GPU has at most {int.MaxValue:N0} output pixels; this one has {pixels:N0}. Take a smaller batch.");

    /// <summary>Weights of one output: rows · columns · channels of a group.</summary>
    internal readonly int Taps => KernelHeight * KernelWidth * InOfGroup;

    /// <summary>The first pixel of the input, and channel of the group, that an output pixel sees.</summary>
    internal readonly Place Pixel(int group, int pixel)
    {
        int window = Pooled ? pixel >> 2 : pixel;
        int n = _pixelsOfImage.Divide(window), rest = _pixelsOfImage.Rest(window, n);
        int i = _pixelsOfRow.Divide(rest), j = _pixelsOfRow.Rest(rest, i);
        if (Pooled)
        {
            i = 2 * i + ((pixel >> 1) & 1);
            j = 2 * j + (pixel & 1);
        }

        int row = i * Stride - Padding, column = j * Stride - Padding;
        return new(((n * Height + row) * Width + column) * In + group * InOfGroup, row, column);
    }

    /// <summary>How far a tap (u, v, c) is from there.</summary>
    internal readonly Place Tap(int tap)
    {
        int u = _tapsOfRow.Divide(tap), rest = _tapsOfRow.Rest(tap, u);
        int v = _channels.Divide(rest), c = _channels.Rest(rest, v);
        int row = u * Dilation, column = v * Dilation;
        return new((row * Width + column) * In + c, row, column);
    }

    /// <summary>An input pixel, counted from the padding's corner, and where its image's gradients begin.</summary>
    internal readonly Place InputPixel(int group, int pixel)
    {
        int n = _pixelsOfInput.Divide(pixel), rest = _pixelsOfInput.Rest(pixel, n);
        int i = _columnsOfInput.Divide(rest), j = _columnsOfInput.Rest(rest, i);
        int outputs = Pooled ? (OutHeight >> 1) * (OutWidth >> 1) : OutHeight * OutWidth;
        return new(n * outputs * Out + group * OutOfGroup, i + Padding, j + Padding);
    }

    /// <summary>What a weight (u, v, o) is away from an input pixel.</summary>
    internal readonly Place Weight(int weight)
    {
        int u = _kernelRow.Divide(weight), rest = _kernelRow.Rest(weight, u);
        int v = _gradients.Divide(rest), o = _gradients.Rest(rest, v);
        return new(o, u * Dilation, v * Dilation);
    }

    /// <summary>Which tap a weight (u, v, o) belongs to.</summary>
    internal readonly int TapOfWeight(int weight) => _gradients.Divide(weight);

    /// <summary>A row or column of the input, not negative, in steps.</summary>
    internal readonly int Strided(int pixel) => _stride.Divide(pixel);
}
