namespace LeptonLab.IO;

/// <summary>
/// Scales pictures, one axis after the other: an enlarged axis is interpolated linearly between pixel centres, a reduced
/// one averages the area that each new pixel covers. The same bits on every machine.
/// </summary>
internal static class ImageResize
{
    internal static Image Resize(Image image, int width, int height)
    {
        if (image.Width == width && image.Height == height)
            return image;

        int channels = image.Channels;
        var result = new Image(width, height, channels);
        Tap[] columns = Taps(image.Width, width), rows = Taps(image.Height, height);
        float[] wide = new float[image.Height * width * channels];
        for (int y = 0; y < image.Height; y++)
            ScaleRow(image.Row(y), columns, channels, wide.AsSpan(y * width * channels, width * channels));

        float[] sum = new float[width * channels];
        for (int y = 0; y < height; y++)
        {
            Array.Clear(sum);
            for (int k = 0; k < rows[y].Weights.Length; k++)
            {
                float weight = rows[y].Weights[k];
                ReadOnlySpan<float> row = wide.AsSpan((rows[y].First + k) * sum.Length, sum.Length);
                for (int i = 0; i < sum.Length; i++)
                    sum[i] += weight * row[i];
            }

            Span<byte> target = result.Row(y);
            for (int i = 0; i < sum.Length; i++)
                target[i] = (byte)Math.Clamp((int)(sum[i] + 0.5f), 0, 255);
        }

        return result;
    }

    private static void ScaleRow(ReadOnlySpan<byte> row, Tap[] taps, int channels, Span<float> scaled)
    {
        for (int x = 0; x < taps.Length; x++)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                float sum = 0;
                for (int k = 0; k < taps[x].Weights.Length; k++)
                    sum += taps[x].Weights[k] * row[(taps[x].First + k) * channels + channel];
                scaled[x * channels + channel] = sum;
            }
        }
    }

    // For each new pixel, the old ones that it is made of and their weights, which sum to 1.
    private static Tap[] Taps(int from, int to)
    {
        var taps = new Tap[to];
        for (int i = 0; i < to; i++)
            taps[i] = to < from ? Area(from, to, i) : Linear(from, to, i);
        return taps;
    }

    private static Tap Area(int from, int to, int i)
    {
        double start = (double)i * from / to, end = (double)(i + 1) * from / to;
        int first = (int)start, last = Math.Min(from, (int)Math.Ceiling(end)) - 1;
        float[] weights = new float[last - first + 1];
        for (int k = 0; k < weights.Length; k++)
        {
            double covered = Math.Min(end, first + k + 1) - Math.Max(start, first + k);
            weights[k] = (float)(covered / (end - start));
        }

        return new Tap(first, weights);
    }

    private static Tap Linear(int from, int to, int i)
    {
        double centre = Math.Clamp((i + 0.5) * from / to - 0.5, 0, from - 1);
        int first = Math.Min((int)centre, Math.Max(0, from - 2));
        float fraction = (float)(centre - first);
        return from == 1 || fraction == 0 ? new Tap(first, [1]) : new Tap(first, [1 - fraction, fraction]);
    }

    private readonly record struct Tap(int First, float[] Weights);
}
