using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    /// <summary>
    /// Images side by side. Values of 0 to 1 and of 0 to 255 are shown as they are; any other range is stretched to black and
    /// white.
    /// </summary>
    /// <param name="images">[n, height, width, channels] or one image [height, width, channels]; 3 channels are RGB.</param>
    /// <param name="captions">A short text below each image, or null.</param>
    /// <param name="title">Above the grid.</param>
    /// <param name="columns">Images in a row.</param>
    /// <param name="maximum">The most images to show.</param>
    /// <param name="side">The longer side of an image on the page, in pixels.</param>
    /// <exception cref="LeptonException">The tensor is not a batch of images, or the captions are too few.</exception>
    public static Picture ImageGrid(
        Tensor images,
        IReadOnlyList<string>? captions = null,
        string title = "",
        int columns = 8,
        int maximum = 64,
        int side = 96)
    {
        images = AsBatch(images, "ImageGrid");
        int count = Math.Min(images.Shape[0], maximum);
        if (captions is not null && captions.Count < count)
            throw new LeptonException($"{count} images were given with {captions.Count} captions; each image needs one.");

        (float, float) range = Tiles.DisplayRange(images);
        (double width, double height) = TileSize(images, Math.Max(side, 8));
        var grid = new TileGrid(Math.Min(columns, count), width, height, captions is null ? 0 : 1, gap: 8);
        grid.Title(title);
        for (int i = 0; i < count; i++)
            grid.Tile(Tiles.Image(images, i, range), captions is null ? [] : [captions[i]]);
        if (count < images.Shape[0])
            grid.Note($"the first {count} of {images.Shape[0]}");
        return grid.ToPicture(title.Length > 0 ? title : $"{count} images");
    }

    /// <summary>A single image counts as a batch of one.</summary>
    private static Tensor AsBatch(Tensor images, string figure) => images.Shape.Rank switch
    {
        4 => images,
        3 => images.Detach().Reshape(images.Shape.Prepend(1)),
        _ => throw new LeptonException(
            $"{figure} takes images of shape [n, height, width, channels] or [height, width, channels], not {images.Shape}."),
    };

    private static (double Width, double Height) TileSize(Tensor images, double longer)
    {
        int height = Math.Max(images.Shape[1], 1), width = Math.Max(images.Shape[2], 1);
        double scale = longer / Math.Max(height, width);
        return (Math.Max(1, Math.Round(width * scale)), Math.Max(1, Math.Round(height * scale)));
    }
}
