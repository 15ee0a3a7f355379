namespace LeptonLab.IO;

/// <summary>Converts pictures between grey, RGB and RGBA.</summary>
internal static class ImageChannels
{
    private const int White = 255;

    internal static Image Convert(Image image, int channels)
    {
        if (image.Channels == channels)
            return image;

        var result = new Image(image.Width, image.Height, channels);
        int from = image.Channels;
        for (int i = 0, pixels = image.Width * image.Height; i < pixels; i++)
            ConvertPixel(image.Pixels.AsSpan(i * from, from), result.Pixels.AsSpan(i * channels, channels));
        return result;
    }

    private static void ConvertPixel(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int red = from[0], green = from[^1], blue = from[^1];
        if (from.Length >= 3)
            (green, blue) = (from[1], from[2]);
        if (from.Length == 4)
            (red, green, blue) = (OverWhite(red, from[3]), OverWhite(green, from[3]), OverWhite(blue, from[3]));

        if (to.Length == 1)
        {
            to[0] = (byte)((299 * red + 587 * green + 114 * blue + 500) / 1000);
            return;
        }

        (to[0], to[1], to[2]) = ((byte)red, (byte)green, (byte)blue);
        if (to.Length == 4)
            to[3] = 255;
    }

    private static int OverWhite(int colour, int alpha) => (colour * alpha + White * (255 - alpha) + 127) / 255;
}
