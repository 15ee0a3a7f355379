namespace LeptonLab.Visuals.Pictures;

/// <summary>Cuts tensors into small images.</summary>
internal static class Tiles
{
    /// <summary>
    /// One image of a batch [n, h, w, c] in its own colours: three channels are red, green and blue, otherwise the first is
    /// shown in grey.
    /// </summary>
    internal static Raster Image(Tensor images, int index, (float Low, float High) range)
    {
        int height = images.Shape[1], width = images.Shape[2], channels = images.Shape[3];
        ReadOnlySpan<float> values = images.AsSpan().Slice(index * height * width * channels, height * width * channels);
        float scale = range.High > range.Low ? 1 / (range.High - range.Low) : 0;
        var result = new Raster(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<float> pixel = values.Slice((y * width + x) * channels, channels);
                byte Level(ReadOnlySpan<float> p, int channel) => ColorMaps.Level((p[channel] - range.Low) * scale);
                byte first = Level(pixel, 0);
                result[x, y] = channels == 3 ? (first, Level(pixel, 1), Level(pixel, 2)) : (first, first, first);
            }
        }

        return result;
    }

    /// <summary>
    /// The values that become black and white: 0 and 1, or 0 and 255, where the values are of such a kind, else the extremes.
    /// </summary>
    internal static (float Low, float High) DisplayRange(Tensor images)
    {
        (float low, float high) = Extremes(images.AsSpan());
        if (low >= 0 && high <= 1)
            return (0, 1);
        return low >= 0 && high is > 100 and <= 255 ? (0, 255) : (low, high);
    }

    /// <summary>The smallest and the largest finite value; (0, 0) if there is none.</summary>
    internal static (float Low, float High) Extremes(ReadOnlySpan<float> values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
                continue;
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        return low <= high ? (low, high) : (0, 0);
    }

    /// <summary>The largest finite magnitude, 0 if there is none.</summary>
    internal static float Largest(ReadOnlySpan<float> values)
    {
        (float low, float high) = Extremes(values);
        return Math.Max(Math.Abs(low), Math.Abs(high));
    }
}
