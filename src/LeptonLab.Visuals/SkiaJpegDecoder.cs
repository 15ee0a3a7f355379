using LeptonLab.IO;
using SkiaSharp;

namespace LeptonLab.Visuals;

/// <summary>What SkiaSharp adds to the picture formats of LeptonLab.</summary>
public static class SkiaImages
{
    /// <summary>Lets <see cref="ImageFile"/> read JPEG pictures. Calling it again does no harm.</summary>
    public static void Register() => ImageFile.Register(new SkiaJpegDecoder());
}

/// <summary>
/// Reads JPEG pictures with SkiaSharp: grey ones as one channel, all others (CMYK too) as RGB, turned upright as their
/// EXIF orientation says. Colour profiles are converted to sRGB.
/// </summary>
internal sealed class SkiaJpegDecoder : IImageDecoder
{
    // A block of 8 × 8 pixels takes at least one bit: 512 pixels a byte. Twice that, to be sure.
    private const long BestCompression = 1024;

    public string Format => "JPEG";

    public bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith<byte>([0xFF, 0xD8, 0xFF]);

    public Image Decode(byte[] file, string name)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Jpeg)
            throw Bad(name, "its header is damaged or incomplete");
        SKImageInfo size = codec.Info;
        if ((long)size.Width * size.Height > Image.MaxPixels)
        {
            throw new LeptonException(
                $"'{name}' claims to be a picture of {size.Width:N0} × {size.Height:N0} pixels; at most {Image.MaxPixels:N0} "
                + "pixels are read. Scale it down first.");
        }

        if ((long)size.Width * size.Height > file.Length * BestCompression)
            throw Bad(name, $"{file.Length:N0} bytes cannot hold the {size.Width:N0} × {size.Height:N0} pixels of its header");

        bool grey = codec.Info.ColorType == SKColorType.Gray8;
        var info = new SKImageInfo(
            size.Width,
            size.Height,
            grey ? SKColorType.Gray8 : SKColorType.Rgba8888,
            SKAlphaType.Opaque,
            grey ? null : SKColorSpace.CreateSrgb());
        SKCodecResult result = codec.GetPixels(info, out byte[] pixels);
        if (result != SKCodecResult.Success)
        {
            throw Bad(name, result == SKCodecResult.IncompleteInput
                ? $"the file ends after {file.Length:N0} bytes, before the picture does"
                : $"its data are damaged ({result})");
        }

        byte[] samples = grey ? pixels : DropAlpha(pixels);
        return Upright(new Image(size.Width, size.Height, grey ? 1 : 3, samples), codec.EncodedOrigin);
    }

    private static byte[] DropAlpha(byte[] rgba)
    {
        byte[] rgb = new byte[rgba.Length / 4 * 3];
        for (int from = 0, to = 0; from < rgba.Length; from += 4, to += 3)
            (rgb[to], rgb[to + 1], rgb[to + 2]) = (rgba[from], rgba[from + 1], rgba[from + 2]);
        return rgb;
    }

    // EXIF orientation n tells where row 0 and column 0 of the file lie in the upright picture.
    private static Image Upright(Image stored, SKEncodedOrigin origin)
    {
        if (origin == SKEncodedOrigin.TopLeft)
            return stored;

        bool swaps = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
            or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var upright = swaps
            ? new Image(stored.Height, stored.Width, stored.Channels)
            : new Image(stored.Width, stored.Height, stored.Channels);
        int right = stored.Width - 1, bottom = stored.Height - 1;
        for (int y = 0; y < upright.Height; y++)
        {
            for (int x = 0; x < upright.Width; x++)
            {
                (int fromX, int fromY) = origin switch
                {
                    SKEncodedOrigin.TopRight => (right - x, y),
                    SKEncodedOrigin.BottomRight => (right - x, bottom - y),
                    SKEncodedOrigin.BottomLeft => (x, bottom - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, bottom - x),
                    SKEncodedOrigin.RightBottom => (right - y, bottom - x),
                    _ => (right - y, x),
                };
                for (int channel = 0; channel < stored.Channels; channel++)
                    upright[x, y, channel] = stored[fromX, fromY, channel];
            }
        }

        return upright;
    }

    private static LeptonException Bad(string name, string reason) => new(
        $"'{name}' is not a readable JPEG picture: {reason}. Get the file again, or take it out of the folder.");
}
