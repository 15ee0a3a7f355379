using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>
    /// Maps with positive and negative numbers, such as what a kernel answers, or a gradient: one tile for each channel, all on
    /// one symmetric scale. Middle grey is 0, light is positive, dark is negative.
    /// </summary>
    /// <param name="maps">[height, width, channels] or [1, height, width, channels].</param>
    /// <param name="captions">Below each tile; nothing if left out.</param>
    /// <param name="title">Above the grid.</param>
    /// <param name="columns">Tiles in a row.</param>
    /// <exception cref="LeptonException">The tensor is not the maps of one image, or the captions are too few.</exception>
    public static Picture SignedMaps(Tensor maps, IReadOnlyList<string>? captions = null, string title = "", int columns = 4)
    {
        maps = AsBatch(maps, "SignedMaps");
        int channels = maps.Shape[3];
        if (maps.Shape[0] != 1)
            throw new LeptonException($"SignedMaps shows one image; the maps have shape {maps.Shape}, a batch of {maps.Shape[0]}.");
        if (captions is not null && captions.Count < channels)
            throw new LeptonException($"{channels} maps were given with {captions.Count} captions; each map needs one.");

        float largest = Tiles.Largest(maps.AsSpan());
        (double width, double height) = TileSize(maps, 160);
        var grid = new TileGrid(Math.Min(columns, channels), width, height, captions is null ? 0 : 1, gap: 12);
        grid.Title(title);
        for (int c = 0; c < channels; c++)
            grid.Tile(SignedMap(maps, c, largest), captions is null ? [] : [captions[c]]);
        grid.Scale(ColorMaps.Grey, $"−{largest:G3}", "0", $"+{largest:G3}");
        return grid.ToPicture(title.Length > 0 ? title : $"{channels} maps of {maps.Shape[1]} × {maps.Shape[2]}");
    }

    private static Raster SignedMap(Tensor maps, int channel, float largest)
    {
        var tile = new Raster(maps.Shape[2], maps.Shape[1]);
        for (int y = 0; y < tile.Height; y++)
        {
            for (int x = 0; x < tile.Width; x++)
                tile[x, y] = ColorMaps.Grey(largest == 0 ? 0.5 : 0.5 + 0.5 * maps[0, y, x, channel] / largest);
        }

        return tile;
    }
}
