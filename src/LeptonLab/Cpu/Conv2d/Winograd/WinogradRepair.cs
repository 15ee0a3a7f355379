using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The outputs of one tile and one vector of channels as direct sums. Winograd's transforms spread a number that is not
/// finite over a whole tile, and may overflow where the direct sum does not; where an output of a tile is not finite, the
/// whole tile of that channel is computed again as the plain loops do, and has NaN and ±∞ where they have them.
/// </summary>
internal static unsafe class WinogradRepair<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Writes <paramref name="outputs"/>² pixels, each one vector, row by row.</summary>
    /// <param name="rows">The first pixel of the image in the tile's first line.</param>
    /// <param name="source">Where that is from.</param>
    /// <param name="column">The tile's first column; it may lie outside.</param>
    /// <param name="outputs">Rows and columns of outputs in a tile.</param>
    /// <param name="w">[3, 3, in, out].</param>
    /// <param name="out">All output channels.</param>
    /// <param name="first">The first output channel of the vector.</param>
    /// <param name="bias">The bias of the vector.</param>
    /// <param name="y">Takes the pixels.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Tile(
        float* rows, in WinogradSource source, int column, int outputs, float* w, int @out, int first, TSimd bias, float* y)
    {
        int @in = source.Channels, side = outputs + 2, patchRow = side * @in;
        float* patch = Scratch.Get(ScratchSlot.WinogradRepair, side * patchRow + TSimd.Width);
        for (int i = 0; i < side; i++)
        for (int j = 0; j < side; j++)
        {
            var pixel = new Span<float>(patch + i * patchRow + j * @in, @in);
            if ((uint)(column + j) < (uint)source.Width)
                new ReadOnlySpan<float>(rows + ((nint)i * source.Width + column + j) * source.Pixel, @in).CopyTo(pixel);
            else
                pixel.Clear();
        }

        Fence.Check(w + first, 9L * @in, @out, Math.Min(TSimd.Width, @out - first));
        float* padded = patch + side * patchRow;
        int lanes = Math.Min(TSimd.Width, @out - first);
        for (int i = 0; i < outputs; i++)
        for (int j = 0; j < outputs; j += 2, y += 2 * TSimd.Width)
        {
            TSimd left = bias, right = bias;
            for (int u = 0; u < 3; u++)
            {
                // A row of the kernel meets 3 · in numbers in a row.
                float* x = patch + (i + u) * patchRow + j * @in;
                float* weights = w + (nint)u * 3 * @in * @out + first;
                for (int term = 0; term < 3 * @in; term++, weights += @out)
                {
                    TSimd weight = lanes == TSimd.Width ? TSimd.Load(weights) : Partial(weights, lanes, padded);
                    left = TSimd.MultiplyAdd(TSimd.Broadcast(x[term]), weight, left);
                    right = TSimd.MultiplyAdd(TSimd.Broadcast(x[term + @in]), weight, right);
                }
            }

            TSimd.Store(y, left);
            TSimd.Store(y + TSimd.Width, right);
        }
    }

    /// <summary>A vector of which only the first lanes lie in memory; the others are zero.</summary>
    internal static TSimd Partial(float* from, int lanes, float* padded)
    {
        new Span<float>(padded, TSimd.Width).Clear();
        new ReadOnlySpan<float>(from, lanes).CopyTo(new Span<float>(padded, TSimd.Width));
        return TSimd.Load(padded);
    }
}
