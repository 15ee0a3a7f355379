using LeptonLab.Formatters;

namespace LeptonLab.IO;

/// <summary>
/// A picture in memory: 8-bit samples, row by row from the top left, channels interleaved. One channel is grey, three are
/// red, green, blue, four have alpha last (0 transparent, 255 opaque; colours not multiplied by it).
/// </summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class Image
{
    /// <summary>The most pixels that a picture may have: 64 megapixels. A header that claims more is not believed.</summary>
    public const int MaxPixels = 64_000_000;

    /// <summary>A black picture (with four channels, a transparent one).</summary>
    /// <exception cref="ArgumentException">The extents or the channels are impossible.</exception>
    public Image(int width, int height, int channels)
        : this(width, height, channels, new byte[CheckedLength(width, height, channels)])
    {
    }

    /// <summary>A picture over the given bytes, which it keeps (no copy).</summary>
    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="channels">1, 3 or 4.</param>
    /// <param name="pixels">height × width × channels bytes.</param>
    /// <exception cref="ArgumentException">The extents or the channels are impossible, or do not fit the bytes.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        int length = CheckedLength(width, height, channels);
        if (pixels.Length != length)
        {
            throw new ArgumentException(
                $"A picture of {width} × {height} pixels with {channels} channels takes {length:N0} bytes; "
                + $"{pixels.Length:N0} were given.");
        }

        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>In pixels.</summary>
    public int Width { get; }

    /// <summary>In pixels.</summary>
    public int Height { get; }

    /// <summary>1 grey, 3 red-green-blue, 4 with alpha.</summary>
    public int Channels { get; }

    /// <summary>The samples: the one of pixel (x, y) in channel c is at (y · Width + x) · Channels + c.</summary>
    public byte[] Pixels { get; }

    /// <summary>One sample of one pixel.</summary>
    public byte this[int x, int y, int channel]
    {
        get => Pixels[((y * Width) + x) * Channels + channel];
        set => Pixels[((y * Width) + x) * Channels + channel] = value;
    }

    /// <summary>The samples of row <paramref name="y"/>, from the left.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Width * Channels, Width * Channels);

    /// <summary>
    /// This picture with other channels: colour to grey by brightness (0.299 R + 0.587 G + 0.114 B, ITU-R BT.601), alpha
    /// laid over white. Returns the same object if nothing changes.
    /// </summary>
    /// <param name="channels">1, 3 or 4.</param>
    public Image WithChannels(int channels) => ImageChannels.Convert(this, channels);

    /// <summary>
    /// This picture scaled, without regard to its proportions: linear interpolation along an axis that grows, averages
    /// over areas along one that shrinks. Returns the same object if nothing changes.
    /// </summary>
    public Image Resize(int width, int height) => ImageResize.Resize(this, width, height);

    /// <summary>Reads a PNG file, or one of another format whose decoder is registered with <see cref="ImageFile"/>.</summary>
    /// <exception cref="LeptonException">The file is missing, damaged, too large or of an unknown format.</exception>
    public static Image Read(string path) => ImageFile.Read(path);

    /// <summary>Writes a PNG file.</summary>
    /// <exception cref="LeptonException">The file cannot be written there.</exception>
    public void Write(string path) => ImageFile.Write(this, path);

    /// <summary>For example <c>Image 256 × 256 × 3</c>.</summary>
    public override string ToString() => $"Image {Width} × {Height} × {Channels}";

    private static int CheckedLength(int width, int height, int channels)
    {
        if (width <= 0 || height <= 0 || (long)width * height > MaxPixels)
        {
            throw new ArgumentException(
                $"A picture of {width} × {height} pixels is impossible: each extent must be at least 1, and their "
                + $"product at most {MaxPixels:N0}.");
        }

        return channels is 1 or 3 or 4
            ? width * height * channels
            : throw new ArgumentException($"A picture has 1 (grey), 3 (RGB) or 4 (RGBA) channels, not {channels}.");
    }
}
