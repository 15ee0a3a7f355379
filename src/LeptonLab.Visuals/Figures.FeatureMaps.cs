using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>
    /// What each channel of a layer answers to one image: dark is small, yellow is large. On the common scale channels can
    /// be compared; with a scale for each channel faint ones show their structure too.
    /// </summary>
    /// <param name="activation">[height, width, channels] or [1, height, width, channels].</param>
    /// <param name="title">Above the grid.</param>
    /// <param name="commonScale">Whether all channels share one scale.</param>
    /// <param name="maximum">The most channels to show.</param>
    /// <exception cref="LeptonException">The tensor is not the activation of one image.</exception>
    public static Picture FeatureMaps(
        Tensor activation,
        string title = "Feature maps",
        bool commonScale = true,
        int maximum = 64)
    {
        activation = AsBatch(activation, "FeatureMaps");
        if (activation.Shape[0] != 1)
        {
            throw new LeptonException(
                $"FeatureMaps shows one image; the activation has shape {activation.Shape}, a batch of {activation.Shape[0]}.");
        }

        int channels = activation.Shape[3], count = Math.Min(channels, maximum);
        (float low, float high) = Tiles.Extremes(activation.AsSpan());
        low = Math.Min(low, 0);
        (double width, double height) = TileSize(activation, 88);
        var grid = new TileGrid(Math.Min(8, count), width, height, captionLines: 1, gap: 8);
        grid.Title(title);
        for (int c = 0; c < count; c++)
        {
            (float channelLow, float channelHigh) = ChannelExtremes(activation, c);
            bool silent = channelLow == 0 && channelHigh == 0;
            (float, float) scale = commonScale || silent ? (low, high) : (channelLow, channelHigh);
            grid.Tile(FeatureMap(activation, c, scale), silent ? $"{c + 1}: all 0" : $"{c + 1}");
        }

        if (commonScale)
            grid.Scale(ColorMaps.Viridis, $"{low:G3}", "", $"{high:G3}");
        else
            grid.Note("each channel has its own scale, from its smallest value to its largest");
        if (count < channels)
            grid.Note($"the first {count} of {channels} channels");
        return grid.ToPicture($"{title}: {count} channels of {activation.Shape[1]} × {activation.Shape[2]}");
    }

    private static Raster FeatureMap(Tensor activation, int channel, (float Low, float High) scale)
    {
        (int height, int width) = (activation.Shape[1], activation.Shape[2]);
        float range = scale.High - scale.Low;
        var tile = new Raster(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                tile[x, y] = ColorMaps.Viridis(range > 0 ? (activation[0, y, x, channel] - scale.Low) / range : 0);
        }

        return tile;
    }

    private static (float Low, float High) ChannelExtremes(Tensor activation, int channel)
    {
        int channels = activation.Shape[3];
        var values = new float[activation.Count / channels];
        for (int i = 0; i < values.Length; i++)
            values[i] = activation.AsSpan()[i * channels + channel];
        return Tiles.Extremes(values);
    }
}
