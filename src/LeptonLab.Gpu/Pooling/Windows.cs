namespace LeptonLab.Gpu;

/// <summary>The windows of <see cref="Ops.PoolWindows"/> along one axis, as kernels take them.</summary>
internal struct Windows
{
    internal int Count;
    internal int Extent;

    private int _kernel;
    private int _stride;
    private int _padding;

    internal static Windows Of(Ops.PoolWindows windows, int extent) => new()
    {
        Count = windows.Count,
        Extent = extent,
        _kernel = windows.Kernel,
        _stride = windows.Stride,
        _padding = windows.Padding,
    };

    /// <summary>The first pixel of a window that lies in the image.</summary>
    internal readonly int First(int window) => _kernel == 0
        ? (int)((long)window * Extent / Count)
        : IntrinsicMath.Max(window * _stride - _padding, 0);

    /// <summary>The pixel behind the last one that lies in the image.</summary>
    internal readonly int End(int window) => _kernel == 0
        ? (int)(((window + 1L) * Extent + Count - 1) / Count)
        : IntrinsicMath.Min(window * _stride - _padding + _kernel, Extent);

    /// <summary>Pixels of a window; those outside the image are counted if asked for.</summary>
    internal readonly int Size(int window, bool countPadding) =>
        countPadding && _kernel > 0 ? _kernel : End(window) - First(window);

    /// <summary>The first window that has a pixel: the least i with i · stride − padding + kernel &gt; pixel.</summary>
    internal readonly int FirstWith(int pixel)
    {
        if (_kernel == 0)
            return (int)((long)pixel * Count / Extent);
        int beyond = pixel + _padding - _kernel;
        return beyond < 0 ? 0 : beyond / _stride + 1;
    }

    /// <summary>The window behind the last one that has a pixel.</summary>
    internal readonly int EndWith(int pixel)
    {
        int last = _kernel == 0 ? (int)(((pixel + 1L) * Count - 1) / Extent) : (pixel + _padding) / _stride;
        return IntrinsicMath.Min(last + 1, Count);
    }
}
