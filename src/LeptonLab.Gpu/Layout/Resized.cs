namespace LeptonLab.Gpu;

/// <summary>Images and the size that they are brought to, as kernels take them.</summary>
internal struct Resized
{
    internal ResizedAxis Rows;
    internal ResizedAxis Columns;
    internal int Channels;
    private FastDivisor _channels, _columns, _rows;

    /// <summary>Whether kernels can compute with whole numbers where the pixels are.</summary>
    internal static bool Fits(Shape x, Shape y) => ResizedAxis.Fits(x[1], y[1]) && ResizedAxis.Fits(x[2], y[2]);

    /// <param name="x">The images.</param>
    /// <param name="y">What they become.</param>
    /// <param name="mode">How.</param>
    /// <param name="counted">x or y: whose numbers <see cref="PixelOf"/> counts.</param>
    internal static Resized Of(Shape x, Shape y, Ops.UpsampleMode mode, Shape counted) => new()
    {
        Rows = ResizedAxis.Of(x[1], y[1], mode),
        Columns = ResizedAxis.Of(x[2], y[2], mode),
        Channels = x[3],
        _channels = new(counted[3]),
        _columns = new(counted[2]),
        _rows = new(counted[1]),
    };

    /// <summary>Whose number this is.</summary>
    internal readonly Pixel PixelOf(int at)
    {
        int pixel = _channels.Divide(at), line = _columns.Divide(pixel), image = _rows.Divide(line);
        return new(image, _rows.Rest(line, image), _columns.Rest(pixel, line), _channels.Rest(at, pixel));
    }
}

/// <summary>A number of a batch of images.</summary>
internal readonly struct Pixel(int image, int row, int column, int channel)
{
    internal readonly int Image = image, Row = row, Column = column, Channel = channel;
}

/// <summary>The first of two neighbours, and the weight of the second.</summary>
internal readonly struct Tap(int first, float weight)
{
    internal readonly int First = first;
    internal readonly float Weight = weight;

    /// <summary>The weight of the one or the other; 0 for everyone else.</summary>
    internal float WeightOf(int pixel) => pixel == First ? 1f - Weight : pixel == First + 1 ? Weight : 0f;
}
