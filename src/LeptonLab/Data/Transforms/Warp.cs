namespace LeptonLab.Data.Transforms;

/// <summary>Makes a new picture of an old one: for each new pixel, looks up where its centre was.</summary>
internal static class Warp
{
    /// <summary>Linear interpolation between the four nearest pixel centres, those outside being <paramref name="fill"/>.</summary>
    internal static float[] Values(Sample sample, Projection back, int height, int width, float fill)
    {
        int channels = sample.Channels;
        float[] result = new float[height * width * channels];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (double fromX, double fromY) = back.Map(x + 0.5, y + 0.5);
                Span<float> pixel = result.AsSpan((y * width + x) * channels, channels);
                if (!(fromX > -0.5 && fromY > -0.5 && fromX < sample.Width + 0.5 && fromY < sample.Height + 0.5))
                    pixel.Fill(fill);
                else
                    Interpolate(sample, fromX - 0.5, fromY - 0.5, fill, pixel);
            }
        }

        return result;
    }

    /// <summary>The class of the pixel that a position is in.</summary>
    internal static int[] Mask(Sample sample, Projection back, int height, int width, int fill)
    {
        int[] result = new int[height * width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (double fromX, double fromY) = back.Map(x + 0.5, y + 0.5);
                bool inside = fromX >= 0 && fromY >= 0 && fromX < sample.Width && fromY < sample.Height;
                result[y * width + x] = inside ? sample.Mask![(int)fromY * sample.Width + (int)fromX] : fill;
            }
        }

        return result;
    }

    private static void Interpolate(Sample sample, double x, double y, float fill, Span<float> pixel)
    {
        double floorX = Math.Floor(x), floorY = Math.Floor(y);
        (int left, int top, float right, float down) = ((int)floorX, (int)floorY, (float)(x - floorX), (float)(y - floorY));

        // Where a centre is hit, its neighbours do not count, not even as 0 · NaN.
        if (right == 0 && down == 0 && left >= 0 && top >= 0 && left < sample.Width && top < sample.Height)
        {
            sample.Values.AsSpan((top * sample.Width + left) * sample.Channels, sample.Channels).CopyTo(pixel);
            return;
        }

        for (int c = 0; c < pixel.Length; c++)
        {
            float above = At(sample, left, top, c, fill) * (1 - right) + At(sample, left + 1, top, c, fill) * right;
            float below = At(sample, left, top + 1, c, fill) * (1 - right) + At(sample, left + 1, top + 1, c, fill) * right;
            pixel[c] = above * (1 - down) + below * down;
        }
    }

    private static float At(Sample sample, int x, int y, int channel, float fill) =>
        (uint)x < (uint)sample.Width && (uint)y < (uint)sample.Height ? sample[x, y, channel] : fill;
}
