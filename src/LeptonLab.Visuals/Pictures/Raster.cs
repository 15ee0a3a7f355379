using System.Runtime.InteropServices;
using SkiaSharp;

namespace LeptonLab.Visuals.Pictures;

/// <summary>A small image: four bytes a pixel (red, green, blue, opacity), row by row.</summary>
internal sealed class Raster
{
    private readonly byte[] _pixels;

    internal Raster(int width, int height)
        : this(width, height, new byte[4 * width * height])
    {
    }

    private Raster(int width, int height, byte[] pixels)
    {
        Width = width;
        Height = height;
        _pixels = pixels;
    }

    internal int Width { get; }

    internal int Height { get; }

    internal (byte Red, byte Green, byte Blue) this[int x, int y]
    {
        get
        {
            int at = 4 * (y * Width + x);
            return (_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }

        set
        {
            int at = 4 * (y * Width + x);
            (_pixels[at], _pixels[at + 1], _pixels[at + 2], _pixels[at + 3]) = (value.Red, value.Green, value.Blue, 255);
        }
    }

    /// <summary>
    /// Brings the longer side near a wanted length: every pixel becomes a square of whole size, or whole squares of pixels
    /// are averaged. A pixel never gets blurred into its neighbour.
    /// </summary>
    internal Raster Near(int length)
    {
        int longer = Math.Max(Width, Height);
        if (longer == 0)
            return this;
        if (longer < length)
            return Enlarge((int)Math.Ceiling((double)length / longer));
        int factor = longer / length;
        return factor > 1 ? Shrink(factor) : this;
    }

    internal Raster Enlarge(int factor)
    {
        var result = new Raster(Width * factor, Height * factor);
        for (int y = 0; y < result.Height; y++)
        {
            for (int x = 0; x < result.Width; x++)
                result[x, y] = this[x / factor, y / factor];
        }

        return result;
    }

    internal Raster Shrink(int factor)
    {
        var result = new Raster(Width / factor, Height / factor);
        for (int y = 0; y < result.Height; y++)
        {
            for (int x = 0; x < result.Width; x++)
                result[x, y] = Mean(x * factor, y * factor, factor);
        }

        return result;
    }

    internal byte[] ToPng()
    {
        using SKBitmap bitmap = ToBitmap();
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    internal SKBitmap ToBitmap()
    {
        var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(_pixels, 0, bitmap.GetPixels(), _pixels.Length);
        return bitmap;
    }

    private (byte Red, byte Green, byte Blue) Mean(int left, int top, int size)
    {
        int red = 0, green = 0, blue = 0;
        for (int y = top; y < top + size; y++)
        {
            for (int x = left; x < left + size; x++)
            {
                (byte r, byte g, byte b) = this[x, y];
                (red, green, blue) = (red + r, green + g, blue + b);
            }
        }

        int count = size * size;
        return ((byte)((red + count / 2) / count), (byte)((green + count / 2) / count), (byte)((blue + count / 2) / count));
    }
}
