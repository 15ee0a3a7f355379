using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>
    /// Where a model looked: each image in grey, and over it its map of importance, as <c>GradCam.Map</c>, <c>Saliency.Map</c>
    /// and <c>Occlusion.Map</c> make them. Yellow is much, what shines through in grey is little or none.
    /// </summary>
    /// <param name="images">[batch, height, width, channels]; each is stretched from its smallest value to its largest.</param>
    /// <param name="maps">One number a pixel, [batch, height, width, 1] or, for one image, [height, width]; below 0 counts as 0.</param>
    /// <param name="captions">Below each image; nothing if left out.</param>
    /// <param name="title">Above the grid.</param>
    /// <exception cref="LeptonException">The maps do not fit the images.</exception>
    public static Picture Heat(Tensor images, Tensor maps, IReadOnlyList<string>? captions = null, string title = "Where the model looked")
    {
        images = AsBatch(images, "Heat");
        (int batch, int height, int width) = (images.Shape[0], images.Shape[1], images.Shape[2]);
        if (maps.Count != batch * height * width)
        {
            throw new LeptonException(
                $"Heat shows one number for each pixel: images {images.Shape} want maps [{batch}, {height}, {width}, 1]; got {maps.Shape}.");
        }

        (double tileWidth, double tileHeight) = TileSize(images, 176);
        var grid = new TileGrid(Math.Min(5, batch), tileWidth, tileHeight, captionLines: captions is null ? 0 : 1, gap: 12);
        grid.Title(title);
        for (int n = 0; n < batch; n++)
            grid.Tile(Overlay(images, maps, n), captions is null ? "" : captions[n]);
        grid.Scale(ColorMaps.Viridis, "little", "", "much");
        return grid.ToPicture($"{title}: {batch} images");
    }

    private static Raster Overlay(Tensor images, Tensor maps, int image)
    {
        (int height, int width, int channels) = (images.Shape[1], images.Shape[2], images.Shape[3]);
        ReadOnlySpan<float> pixels = images.AsSpan().Slice(image * height * width * channels, height * width * channels);
        ReadOnlySpan<float> map = maps.AsSpan().Slice(image * height * width, height * width);
        (float low, float high) = Tiles.Extremes(pixels);
        float most = Math.Max(Tiles.Extremes(map).High, 0), range = high > low ? high - low : 1;
        var tile = new Raster(width, height);
        for (int i = 0; i < map.Length; i++)
        {
            float sum = 0;
            foreach (float value in pixels.Slice(i * channels, channels))
                sum += value;
            double grey = 255 * (sum / channels - low) / range, heat = most > 0 ? Math.Max(map[i], 0) / most : 0;
            (byte red, byte green, byte blue) = ColorMaps.Viridis(heat);
            tile[i % width, i / width] = (Mix(grey, red, heat), Mix(grey, green, heat), Mix(grey, blue, heat));
        }

        return tile;
    }

    private static byte Mix(double grey, byte colour, double heat) => (byte)Math.Clamp(grey + 0.75 * heat * (colour - grey), 0, 255);
}
