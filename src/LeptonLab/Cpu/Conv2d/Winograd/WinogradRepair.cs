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
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Tile(
        float* rows, in WinogradSource source, int column, int outputs, float* w, int @out, int first, TSimd bias, float* y)
    {
        int @in = source.Channels, side = outputs + 2, patchRow = side * @in;
        float* patch = Scratch.Get(ScratchSlot.WinogradRepair, side * patchRow + 9 * @in * TSimd.Width);
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
        int lanes = Math.Min(TSimd.Width, @out - first);
        nint step = @out;
        w += first;
        if (lanes < TSimd.Width)
        {
            w = Widened(w, @out, 9 * @in, lanes, patch + side * patchRow);
            step = TSimd.Width;
        }

        int yRow = outputs * TSimd.Width, right = outputs > 2 ? 2 * @in : 0;
        for (int i = 0; i < outputs; i += 2, y += 2 * yRow)
        {
            TSimd y0 = bias, y1 = bias, y2 = bias, y3 = bias, z0 = bias, z1 = bias, z2 = bias, z3 = bias;
            for (int u = 0; u < 3; u++)
            {
                // A row of the kernel meets 3 · in numbers in a row.
                float* upper = patch + (i + u) * patchRow;
                float* lower = upper + patchRow;
                float* weights = w + u * 3 * @in * step;
                for (int term = 3 * @in; term > 0; term--, upper++, lower++, weights += step)
                {
                    TSimd weight = TSimd.Load(weights);
                    y0 = TSimd.MultiplyAdd(TSimd.Broadcast(*upper), weight, y0);
                    y1 = TSimd.MultiplyAdd(TSimd.Broadcast(upper[@in]), weight, y1);
                    y2 = TSimd.MultiplyAdd(TSimd.Broadcast(upper[right]), weight, y2);
                    y3 = TSimd.MultiplyAdd(TSimd.Broadcast(upper[right + @in]), weight, y3);
                    z0 = TSimd.MultiplyAdd(TSimd.Broadcast(*lower), weight, z0);
                    z1 = TSimd.MultiplyAdd(TSimd.Broadcast(lower[@in]), weight, z1);
                    z2 = TSimd.MultiplyAdd(TSimd.Broadcast(lower[right]), weight, z2);
                    z3 = TSimd.MultiplyAdd(TSimd.Broadcast(lower[right + @in]), weight, z3);
                }
            }

            Store(y, y0, y1, y2, y3, outputs);
            Store(y + yRow, z0, z1, z2, z3, outputs);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* y, TSimd y0, TSimd y1, TSimd y2, TSimd y3, int outputs)
    {
        TSimd.Store(y, y0);
        TSimd.Store(y + TSimd.Width, y1);
        if (outputs <= 2)
            return;
        TSimd.Store(y + 2 * TSimd.Width, y2);
        TSimd.Store(y + 3 * TSimd.Width, y3);
    }

    // A call within the loop over the terms would drive the sums out of the registers.
    private static float* Widened(float* w, nint step, int terms, int lanes, float* copy)
    {
        for (int term = 0; term < terms; term++)
            TSimd.Store(copy + (nint)term * TSimd.Width, Partial(w + term * step, lanes, copy + (nint)term * TSimd.Width));
        return copy;
    }

    /// <summary>A vector of which only the first lanes lie in memory; the others are zero.</summary>
    internal static TSimd Partial(float* from, int lanes, float* padded)
    {
        new Span<float>(padded, TSimd.Width).Clear();
        new ReadOnlySpan<float>(from, lanes).CopyTo(new Span<float>(padded, TSimd.Width));
        return TSimd.Load(padded);
    }
}
