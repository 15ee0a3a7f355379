namespace LeptonLab.Data.Transforms;

/// <summary>Makes a new picture of an old one: for each new pixel, looks up where its centre was.</summary>
internal static class Warp
{
    /// <summary>Linear interpolation between the four nearest pixel centres, those outside being <paramref name="fill"/>.</summary>
    internal static float[] Values(Sample sample, Projection back, int height, int width, float fill)
    {
        if (MovesWholePixels(back.M))
            return Copy(sample, back.M, height, width, fill);
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

    // Crops and mirrored pictures, which are made most often: the same numbers as by interpolation, much sooner.
    private static bool MovesWholePixels(double[] m) => Math.Abs(m[0]) == 1 && m[1] == 0 && m[3] == 0 && Math.Abs(m[4]) == 1
        && m[6] == 0 && m[7] == 0 && m[8] == 1 && IsWhole(m[2]) && IsWhole(m[5]);

    private static bool IsWhole(double shift) => Math.Abs(shift) < 1e6 && Math.Floor(shift) == shift;

    private static float[] Copy(Sample sample, double[] m, int height, int width, float fill)
    {
        int channels = sample.Channels, shift = (int)m[2];
        float[] result = new float[height * width * channels];
        result.AsSpan().Fill(fill);
        for (int y = 0; y < height; y++)
        {
            int fromY = m[4] > 0 ? y + (int)m[5] : (int)m[5] - 1 - y;
            if ((uint)fromY >= (uint)sample.Height)
                continue;
            ReadOnlySpan<float> from = sample.Values.AsSpan(fromY * sample.Width * channels, sample.Width * channels);
            Span<float> to = result.AsSpan(y * width * channels, width * channels);
            int start = Math.Max(0, m[0] > 0 ? -shift : shift - sample.Width);
            int end = Math.Min(width, m[0] > 0 ? sample.Width - shift : shift);
            if (start >= end)
                continue;
            int first = m[0] > 0 ? start + shift : shift - end;
            Span<float> part = to[(start * channels)..(end * channels)];
            from.Slice(first * channels, part.Length).CopyTo(part);
            if (m[0] < 0)
                Mirror(part, channels);
        }

        return result;
    }

    private static void Mirror(Span<float> row, int channels)
    {
        row.Reverse();
        for (int i = 0; channels > 1 && i < row.Length; i += channels)
            row.Slice(i, channels).Reverse();
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

        if (left >= 0 && top >= 0 && left + 1 < sample.Width && top + 1 < sample.Height)
        {
            int row = sample.Width * pixel.Length;
            ReadOnlySpan<float> from = sample.Values.AsSpan(top * row + left * pixel.Length);
            for (int c = 0; c < pixel.Length; c++)
            {
                float above = from[c] * (1 - right) + from[c + pixel.Length] * right;
                float below = from[row + c] * (1 - right) + from[row + c + pixel.Length] * right;
                pixel[c] = above * (1 - down) + below * down;
            }

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
