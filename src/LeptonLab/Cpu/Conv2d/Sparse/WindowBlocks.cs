using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// How the pooling windows of an image are cut into rectangular blocks, so that the pixels under a block, for some
/// channels, stay in the first-level cache. The shape alone decides.
/// </summary>
/// <param name="Rows">Windows of an image, downwards.</param>
/// <param name="Columns">Windows of an image, across.</param>
/// <param name="BlockRows">Windows of a block, downwards; the last block of an image may have fewer.</param>
/// <param name="BlockColumns">Windows of a block, across; the last block may have fewer.</param>
/// <param name="Channels">Input channels that are worked on together: 16 or 32.</param>
internal readonly record struct WindowBlocks(int Rows, int Columns, int BlockRows, int BlockColumns, int Channels)
{
    /// <summary>The windows of a block have a bit each in this many bits.</summary>
    internal const int MostWindows = 64;

    // 26 KB: with the gradients and the sums passing by, more would not stay in 32 KB.
    private const int MostNumbers = 6656;

    internal int PerImage => Chunks.Count(Rows, BlockRows) * Chunks.Count(Columns, BlockColumns);

    /// <summary>Numbers in a row of the pixels under a block: two columns for each window and two more for the kernel.</summary>
    internal int PatchRow => (2 * BlockColumns + 2) * Channels;

    internal int PatchNumbers => (2 * BlockRows + 2) * PatchRow;

    /// <summary>The cut with the fewest blocks, and among those the one with the fewest pixels.</summary>
    internal static WindowBlocks Of(Conv2dGeometry g)
    {
        // Slices of 32 channels where that pads no more than 16 do.
        int channels = Chunks.Count(g.In, 16) % 2 == 0 ? 32 : 16;
        int rows = g.OutHeight / 2, columns = g.OutWidth / 2;
        var best = new WindowBlocks(rows, columns, 1, 1, channels);
        for (int width = 1; width <= Math.Min(columns, MostWindows); width++)
        {
            int fit = (MostNumbers / ((2 * width + 2) * channels) - 2) / 2;
            int height = Math.Min(Math.Min(rows, fit), MostWindows / width);
            if (height < 1)
                continue;
            var candidate = new WindowBlocks(rows, columns, height, width, channels);
            if (candidate.PerImage < best.PerImage
                || (candidate.PerImage == best.PerImage && candidate.PatchNumbers < best.PatchNumbers))
            {
                best = candidate;
            }
        }

        return best;
    }

    /// <summary>Where block <paramref name="index"/> of an image begins and how large it is, in windows.</summary>
    internal (int Row, int Column, int Height, int Width) this[int index]
    {
        get
        {
            int across = Chunks.Count(Columns, BlockColumns);
            int row = index / across * BlockRows, column = index % across * BlockColumns;
            return (row, column, Math.Min(BlockRows, Rows - row), Math.Min(BlockColumns, Columns - column));
        }
    }
}
