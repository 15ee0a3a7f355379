using LeptonLab.Training;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// A picture as numbers, with what is marked in it: what transforms work on. Positions are in pixels from the top left corner,
/// so that the centre of the first pixel is at (0.5, 0.5).
/// </summary>
public sealed record Sample
{
    /// <summary>Makes a sample over the given numbers, which it keeps (no copy).</summary>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="channels">1 or more; three are red, green, blue.</param>
    /// <param name="values">height × width × channels numbers, usually 0 to 1; row by row, channels interleaved.</param>
    /// <exception cref="ArgumentException">The extents are not positive, or do not fit the numbers.</exception>
    public Sample(int height, int width, int channels, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (height < 1 || width < 1 || channels < 1 || (long)height * width * channels != values.Length)
            throw new ArgumentException($"A picture of {height} × {width} pixels with {channels} channels does not have {values.Length:N0} numbers.");
        (Height, Width, Channels, Values) = (height, width, channels, values);
    }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>Numbers for each pixel.</summary>
    public int Channels { get; }

    /// <summary>The number of channel c at (x, y) is at (y · Width + x) · Channels + c.</summary>
    public float[] Values { get; }

    /// <summary>The class of each pixel, row by row; null if there is no mask.</summary>
    /// <exception cref="ArgumentException">It has another number of pixels.</exception>
    public int[]? Mask
    {
        get;
        init => field = value is null || value.Length == Height * Width
            ? value
            : throw new ArgumentException($"A mask of {Height} × {Width} pixels does not have {value.Length:N0} numbers.");
    }

    /// <summary>The objects in the picture, with their boxes in pixels.</summary>
    public IReadOnlyList<TrueObject> Objects { get; init; } = [];

    /// <summary>The number of one channel of one pixel.</summary>
    public float this[int x, int y, int channel] => Values[(y * Width + x) * Channels + channel];

    /// <summary>This sample with other numbers and the same marks.</summary>
    internal Sample With(float[] values) => new(Height, Width, Channels, values) { Mask = Mask, Objects = Objects };
}
