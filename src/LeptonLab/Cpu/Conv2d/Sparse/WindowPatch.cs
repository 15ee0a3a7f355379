using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The pixels under a block of windows, for a slice of channels, copied together: [row, column, channel of the slice], with
/// zeros for the padding of the image and for channels that it does not have.
/// </summary>
internal static unsafe class WindowPatch<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <param name="x">The images.</param>
    /// <param name="image">Which of them.</param>
    /// <param name="g">The convolution.</param>
    /// <param name="blocks">How the image is cut.</param>
    /// <param name="block">The block.</param>
    /// <param name="channel">The first channel of the slice.</param>
    /// <param name="patch">Takes the copy.</param>
    /// <param name="nonFinite">Becomes NaN where a pixel is not finite, and stays zero else.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Copy(
        float* x,
        int image,
        Conv2dGeometry g,
        WindowBlocks blocks,
        (int Row, int Column, int Height, int Width) block,
        int channel,
        float* patch,
        ref TSimd nonFinite)
    {
        int slice = blocks.Channels, columns = 2 * block.Width + 2, channels = Math.Min(slice, g.In - channel);
        int firstColumn = 2 * block.Column - g.Padding;
        int left = Math.Clamp(-firstColumn, 0, columns), right = Math.Clamp(g.Width - firstColumn, left, columns);
        TSimd seen = nonFinite;
        for (int row = 0; row < 2 * block.Height + 2; row++)
        {
            float* target = patch + (nint)row * blocks.PatchRow;
            Fence.Check(target, columns * slice);
            int imageRow = 2 * block.Row + row - g.Padding;
            if ((uint)imageRow >= (uint)g.Height || left == right)
            {
                new Span<float>(target, columns * slice).Clear();
                continue;
            }

            new Span<float>(target, left * slice).Clear();
            new Span<float>(target + right * slice, (columns - right) * slice).Clear();
            float* source = x + (((nint)image * g.Height + imageRow) * g.Width + firstColumn + left) * g.In + channel;
            Fence.Check(source, right - left, g.In, channels);
            target += left * slice;
            for (int column = left; column < right; column++, source += g.In, target += slice)
            {
                if (channels < slice)
                {
                    new ReadOnlySpan<float>(source, channels).CopyTo(new Span<float>(target, channels));
                    new Span<float>(target + channels, slice - channels).Clear();
                }

                float* from = channels < slice ? target : source;
                for (int c = 0; c < slice; c += TSimd.Width)
                {
                    TSimd pixel = TSimd.Load(from + c);
                    seen = TSimd.MultiplyAdd(pixel, TSimd.Zero, seen);
                    TSimd.Store(target + c, pixel);
                }
            }
        }

        nonFinite = seen;
    }
}
