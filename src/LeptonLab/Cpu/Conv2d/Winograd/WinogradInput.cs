using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// v = Bᵀ x B for a strip of tiles. Neighbouring tiles share two columns of pixels, so Bᵀ x is computed once for each
/// column and kept for a tile's width: a vector of channels goes along the whole strip with a ring of two tiles.
/// </summary>
internal static unsafe class WinogradInput<TSimd, TTile>
    where TSimd : struct, ISimd<TSimd>
    where TTile : struct, IWinogradTile
{
    /// <param name="x">The first pixel of the image in the strip's first line.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="pixel">From one pixel to the next, whole vectors; a line is that long times the columns.</param>
    /// <param name="first">The strip's first column; it may lie outside.</param>
    /// <param name="tiles">Tiles in the strip.</param>
    /// <param name="v">The first tile's first position; a tile is <paramref name="pixel"/> numbers.</param>
    /// <param name="position">From one position to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Strip(float* x, int width, int pixel, int first, int tiles, float* v, nint position)
    {
        Fence.Check(x, (long)TTile.Side * width * pixel);
        Fence.Check(v, TTile.Side * TTile.Side, position, (long)tiles * pixel);
        int side = TTile.Side * TSimd.Width;
        float* left = Scratch.Get(ScratchSlot.WinogradColumns, 2 * TTile.Outputs * side);
        float* right = left + TTile.Outputs * side;
        for (int c = 0; c < pixel; c += TSimd.Width)
        {
            Columns(x + c, first, TTile.Outputs, width, pixel, left);
            float* tile = v + c;
            for (int j = 1; j <= tiles; j++)
            {
                Columns(x + c, first + TTile.Outputs * j, j < tiles ? TTile.Outputs : 2, width, pixel, right);
                TTile.InputTile<TSimd>(left, right, tile, position);
                tile += pixel;
                float* swap = left;
                left = right;
                right = swap;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(float* x, int first, int count, int width, int pixel, float* columns)
    {
        nint row = (nint)width * pixel;
        for (int column = first; column < first + count; column++)
        {
            if ((uint)column < (uint)width)
                TTile.InputColumn<TSimd>(x + (nint)column * pixel, row, columns);
            else
                Clear(columns);
            columns += TTile.Side * TSimd.Width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Clear(float* column)
    {
        for (int i = 0; i < TTile.Side; i++)
            TSimd.Store(column + i * TSimd.Width, TSimd.Zero);
    }
}
