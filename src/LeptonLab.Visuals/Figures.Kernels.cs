using LeptonLab.Visuals.Pictures;

namespace LeptonLab.Visuals;

public static partial class Figures
{
    private const int MostInputsShown = 8;
    private const int MostOutputsShown = 16;

    /// <summary>
    /// The kernels of a convolution as small images, all on one symmetric scale: middle grey is 0. Three input channels are
    /// shown as red, green and blue, one as grey. A layer with more inputs is shown in part, a row for each input channel
    /// and a column for each output channel.
    /// </summary>
    /// <param name="weight">[kernel height, kernel width, input channels, output channels].</param>
    /// <param name="title">Above the grid.</param>
    /// <exception cref="LeptonException">The tensor has another rank.</exception>
    public static Picture Kernels(Tensor weight, string title = "Kernels")
    {
        RequireKernels(weight, "weight");
        float largest = Tiles.Largest(weight.AsSpan());
        TileGrid grid = KernelGrid(weight);
        grid.Title(title);
        AddKernels(grid, weight, largest);
        AddKernelScale(grid, weight, largest);
        return grid.ToPicture($"{title}: {weight.Shape[3]} kernels of {weight.Shape[0]} × {weight.Shape[1]}");
    }

    /// <summary>
    /// Kernels before and after training on one scale, and below them what training changed, on a scale of its own.
    /// </summary>
    /// <param name="before">[kernel height, kernel width, input channels, output channels].</param>
    /// <param name="after">The same shape.</param>
    /// <param name="title">Above the grid.</param>
    /// <exception cref="LeptonException">A tensor has another rank, or the shapes differ.</exception>
    public static Picture KernelsBeforeAfter(Tensor before, Tensor after, string title = "Kernels before and after training")
    {
        RequireKernels(before, nameof(before));
        RequireKernels(after, nameof(after));
        if (before.Shape != after.Shape)
        {
            throw new LeptonException(
                $"The kernels before have shape {before.Shape}, those after {after.Shape}; they must be of the same layer.");
        }

        float largest = Math.Max(Tiles.Largest(before.AsSpan()), Tiles.Largest(after.AsSpan()));
        Tensor change = after.Clone();
        for (int i = 0; i < change.Count; i++)
            change.AsSpan()[i] -= before.AsSpan()[i];
        float largestChange = Tiles.Largest(change.AsSpan());

        TileGrid grid = KernelGrid(before);
        grid.Title(title);
        grid.Title("Before", main: false);
        AddKernels(grid, before, largest);
        grid.Title("After", main: false);
        AddKernels(grid, after, largest);
        AddKernelScale(grid, before, largest);
        grid.Title("Change (after − before)", main: false);
        AddKernels(grid, change, largestChange);
        AddKernelScale(grid, change, largestChange);
        return grid.ToPicture($"{title}: {before.Shape[3]} kernels of {before.Shape[0]} × {before.Shape[1]}");
    }

    private static void RequireKernels(Tensor weight, string name)
    {
        if (weight.Shape.Rank != 4)
        {
            throw new LeptonException(
                "Kernels takes the weight of a convolution, [kernel height, kernel width, inputs, outputs]; "
                + $"{name} is {weight.Shape}.");
        }
    }

    private static bool ShownWhole(Tensor weight) => weight.Shape[2] is 1 or 3;

    private static TileGrid KernelGrid(Tensor weight)
    {
        (int height, int width) = (Math.Max(weight.Shape[0], 1), Math.Max(weight.Shape[1], 1));
        double pixel = Math.Max(2, Math.Floor(48.0 / Math.Max(height, width)));
        int columns = Math.Min(MostOutputsShown, weight.Shape[3]);
        return new TileGrid(columns, pixel * width, pixel * height, captionLines: 0, gap: 6);
    }

    private static void AddKernels(TileGrid grid, Tensor weight, float largest)
    {
        int inputs = weight.Shape[2], outputs = weight.Shape[3];
        if (ShownWhole(weight))
        {
            for (int o = 0; o < outputs; o++)
                grid.Tile(Kernel(weight, 0, o, largest));
            return;
        }

        for (int i = 0; i < Math.Min(inputs, MostInputsShown); i++)
        {
            for (int o = 0; o < Math.Min(outputs, MostOutputsShown); o++)
                grid.Tile(Kernel(weight, i, o, largest));
        }
    }

    private static void AddKernelScale(TileGrid grid, Tensor weight, float largest)
    {
        grid.Scale(ColorMaps.Grey, $"−{largest:G3}", "0", $"+{largest:G3}");
        if (weight.Shape[2] == 3)
            grid.Note("the scale holds for red, green and blue alike");
        if (!ShownWhole(weight))
        {
            grid.Note(
                $"rows: input channels 1–{Math.Min(weight.Shape[2], MostInputsShown)} of {weight.Shape[2]}; "
                + $"columns: output channels 1–{Math.Min(weight.Shape[3], MostOutputsShown)} of {weight.Shape[3]}");
        }
    }

    private static Raster Kernel(Tensor weight, int input, int output, float largest)
    {
        (int height, int width, int inputs) = (weight.Shape[0], weight.Shape[1], weight.Shape[2]);
        byte Level(int y, int x, int channel) =>
            ColorMaps.Level(largest == 0 ? 0.5 : 0.5 + 0.5 * weight[y, x, channel, output] / largest);
        var tile = new Raster(width, height);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                byte first = Level(y, x, input);
                tile[x, y] = inputs == 3 ? (first, Level(y, x, 1), Level(y, x, 2)) : (first, first, first);
            }
        }

        return tile;
    }
}
