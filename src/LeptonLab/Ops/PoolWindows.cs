namespace LeptonLab.Ops;

/// <summary>The windows of a pooling along one axis of an image; lengths in pixels.</summary>
public readonly record struct PoolWindows
{
    private readonly int _extent;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _padding;

    private PoolWindows(int count, int extent, int kernel, int stride, int padding) =>
        (Count, _extent, _kernel, _stride, _padding) = (count, extent, kernel, stride, padding);

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>Pixels of a window; 0 where the windows are <see cref="Adaptive(int, int)"/>.</summary>
    public int Kernel => _kernel;

    /// <summary>From one window to the next, in pixels.</summary>
    public int Stride => _stride;

    /// <summary>By how many pixels the first window begins before the image.</summary>
    public int Padding => _padding;

    /// <summary>The pixels of a window that lie in the image.</summary>
    public (int First, int End) this[int window]
    {
        get
        {
            if (_kernel == 0)
                return ((int)((long)window * _extent / Count), (int)(((window + 1L) * _extent + Count - 1) / Count));
            int first = window * _stride - _padding;
            return (Math.Max(first, 0), Math.Min(first + _kernel, _extent));
        }
    }

    /// <summary>Windows of one size; window i begins at pixel stride · i − padding.</summary>
    /// <param name="extent">Pixels of the image.</param>
    /// <param name="kernel">Pixels of a window.</param>
    /// <param name="stride">From one window to the next.</param>
    /// <param name="padding">By how much the first window begins before the image; at most half a window.</param>
    public static PoolWindows Of(int extent, int kernel, int stride, int padding) =>
        new((int)((extent + 2L * padding - kernel) / stride + 1), extent, kernel, stride, padding);

    /// <summary>
    /// A given number of windows that cover the image: window i has the pixels ⌊i · extent / count⌋ to
    /// ⌈(i + 1) · extent / count⌉ − 1. They differ in size by one where count does not divide the extent, and overlap.
    /// </summary>
    public static PoolWindows Adaptive(int extent, int count) => new(count, extent, 0, 0, 0);

    /// <summary>The pixels of a window, those in the padding included.</summary>
    public int Size(int window) => _kernel > 0 ? _kernel : this[window].End - this[window].First;

    /// <summary>The windows over the rows and over the columns of images, checked.</summary>
    /// <exception cref="ArgumentException">The images do not fit; the message has the arithmetic.</exception>
    internal static (PoolWindows Rows, PoolWindows Columns) Of(
        string operation, Shape x, Size2d kernel, Size2d stride, Size2d padding)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"{operation} takes images [batch, height, width, channels]; it got {x}.");
        return (
            Of(operation, x, x[1], kernel.Height, stride.Height, padding.Height),
            Of(operation, x, x[2], kernel.Width, stride.Width, padding.Width));
    }

    /// <summary>As many windows over the rows and the columns of images as results are wanted, checked.</summary>
    /// <exception cref="ArgumentException">The images do not fit.</exception>
    internal static (PoolWindows Rows, PoolWindows Columns) Adaptive(string operation, Shape x, int height, int width)
    {
        if (x.Rank != 4)
            throw new ArgumentException($"{operation} takes images [batch, height, width, channels]; it got {x}.");
        if (height < 1 || width < 1)
            throw new ArgumentException($"{operation} needs at least one row and column of results; {height}×{width} were asked for.");
        if (x[1] == 0 || x[2] == 0)
            throw new ArgumentException($"{operation}: images {x} have no pixels.");
        return (Adaptive(x[1], height), Adaptive(x[2], width));
    }

    internal static Shape OutputShape(Shape x, (PoolWindows Rows, PoolWindows Columns) windows) =>
        [x[0], windows.Rows.Count, windows.Columns.Count, x[3]];

    private static PoolWindows Of(string operation, Shape x, int extent, int kernel, int stride, int padding)
    {
        if (kernel < 1 || stride < 1)
            throw new ArgumentException($"{operation} needs a window and a stride of at least 1; it got {kernel} and {stride}.");
        if (padding < 0 || padding > kernel / 2)
        {
            throw new ArgumentException(
                $"{operation} takes a padding from 0 to half a window, {kernel}/2 = {kernel / 2}, so that no window lies "
                + $"outside the image; it got {padding}.");
        }

        return extent > 0 && extent + 2L * padding >= kernel
            ? Of(extent, kernel, stride, padding)
            : throw new ArgumentException($"{operation}: images {x} are smaller than a window: {Arithmetic(extent, kernel, stride, padding)}.");
    }

    internal static string Arithmetic(int extent, int kernel, int stride, int padding) =>
        $"⌊({extent}{(padding == 0 ? "" : $" + 2·{padding}")} − {kernel})/{stride}⌋ + 1 leaves no output";
}
