namespace LeptonLab.Gpu;

/// <summary>Images and the windows over them, as kernels take them.</summary>
internal struct PoolShape
{
    internal Windows Rows;
    internal Windows Columns;
    internal int Channels;

    internal static PoolShape Of(Shape images, Ops.PoolWindows rows, Ops.PoolWindows columns) => new()
    {
        Rows = Windows.Of(rows, images[1]),
        Columns = Windows.Of(columns, images[2]),
        Channels = images[3],
    };

    /// <summary>Where a pixel is in the images.</summary>
    internal readonly int Pixel(int image, int row, int column, int channel) =>
        ((image * Rows.Extent + row) * Columns.Extent + column) * Channels + channel;

    /// <summary>Where a window's result is.</summary>
    internal readonly int Window(int image, int i, int j, int channel) =>
        ((image * Rows.Count + i) * Columns.Count + j) * Channels + channel;

    /// <summary>The largest value's place in a window; the first among equals, a NaN before every number.</summary>
    internal readonly int Largest(Floats x, int image, int i, int j, int channel)
    {
        int endOfRows = Rows.End(i), first = Columns.First(j), endOfColumns = Columns.End(j);
        int largest = Pixel(image, Rows.First(i), first, channel);
        float value = x[largest];
        for (int row = Rows.First(i); row < endOfRows; row++)
        for (int column = first; column < endOfColumns; column++)
        {
            int at = Pixel(image, row, column, channel);
            float other = x[at];
            if (other > value || (Fn.IsNaN(other) && !Fn.IsNaN(value)))
            {
                largest = at;
                value = other;
            }
        }

        return largest;
    }
}
