using System.Numerics;
using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>How many input channels a slice has, as a constant for the compiler.</summary>
internal interface IChannelSlice
{
    static abstract int Channels { get; }
}

internal readonly struct Slice16 : IChannelSlice
{
    public static int Channels => 16;
}

internal readonly struct Slice32 : IChannelSlice
{
    public static int Channels => 32;
}

/// <summary>
/// The register tile of the sparse weight gradient: for each output channel and each of its live windows, in their order,
/// <code>
/// sum[u, v, c] += gradient · patch[offset + (u, v, c)]      3 × 3 × a slice of channels
/// </code>
/// One broadcast, then fused multiply-adds into as many registers: 18 for the whole slice (512-bit vectors, 32 channels),
/// 12 for a row of the kernel (256-bit vectors, 32 channels), or 9 for one vector of channels; as often as it takes. Each
/// sum is one chain over the windows, whatever the width.
/// </summary>
internal static unsafe class SparseWeightTile<TSimd, TSlice>
    where TSimd : struct, ISimd<TSimd>
    where TSlice : struct, IChannelSlice
{
    /// <param name="windows">The windows of a block.</param>
    /// <param name="lanes">How many output channels.</param>
    /// <param name="patch">The pixels under the block.</param>
    /// <param name="patchRow">From one row of pixels to the next.</param>
    /// <param name="patchNumbers">How many numbers that are.</param>
    /// <param name="sums">[lane, 3, 3, channels of the slice].</param>
    internal static void Run(LiveWindows windows, int lanes, float* patch, nint patchRow, int patchNumbers, float* sums)
    {
        Fence.Check(patch, patchNumbers);
        Fence.Check(sums, lanes * 9L * TSlice.Channels);
        if (2 * TSimd.Width == TSlice.Channels && TSimd.TileRows >= 12)
        {
            TwoVectors(windows, lanes, patch, patchRow, sums);
            return;
        }

        if (4 * TSimd.Width == TSlice.Channels)
        {
            for (int row = 0; row < 3; row++)
                KernelRow(windows, lanes, patch + row * patchRow, sums + row * 3 * TSlice.Channels);
            return;
        }

        for (int channel = 0; channel < TSlice.Channels; channel += TSimd.Width)
            OneVector(windows, lanes, patch + channel, patchRow, sums + channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TwoVectors(LiveWindows windows, int lanes, float* patch, nint patchRow, float* sums)
    {
        int width = TSimd.Width;
        for (int lane = 0; lane < lanes; lane++)
        {
            TSimd a0 = TSimd.Load(sums), a1 = TSimd.Load(sums + width), a2 = TSimd.Load(sums + 2 * width);
            TSimd a3 = TSimd.Load(sums + 3 * width), a4 = TSimd.Load(sums + 4 * width), a5 = TSimd.Load(sums + 5 * width);
            TSimd b0 = TSimd.Load(sums + 6 * width), b1 = TSimd.Load(sums + 7 * width), b2 = TSimd.Load(sums + 8 * width);
            TSimd b3 = TSimd.Load(sums + 9 * width), b4 = TSimd.Load(sums + 10 * width), b5 = TSimd.Load(sums + 11 * width);
            TSimd c0 = TSimd.Load(sums + 12 * width), c1 = TSimd.Load(sums + 13 * width), c2 = TSimd.Load(sums + 14 * width);
            TSimd c3 = TSimd.Load(sums + 15 * width), c4 = TSimd.Load(sums + 16 * width), c5 = TSimd.Load(sums + 17 * width);
            float* gradients = windows.Gradients + lane;
            int* offsets = windows.Offsets + lane;
            for (ulong alive = windows.Alive[lane]; alive != 0; alive &= alive - 1)
            {
                nint window = BitOperations.TrailingZeroCount(alive) * LiveWindows.Lanes;
                TSimd gradient = TSimd.Broadcast(gradients[window]);
                float* top = patch + offsets[window];
                float* middle = top + patchRow;
                float* bottom = middle + patchRow;
                a0 = TSimd.MultiplyAdd(gradient, top, a0);
                a1 = TSimd.MultiplyAdd(gradient, top + width, a1);
                a2 = TSimd.MultiplyAdd(gradient, top + 2 * width, a2);
                a3 = TSimd.MultiplyAdd(gradient, top + 3 * width, a3);
                a4 = TSimd.MultiplyAdd(gradient, top + 4 * width, a4);
                a5 = TSimd.MultiplyAdd(gradient, top + 5 * width, a5);
                b0 = TSimd.MultiplyAdd(gradient, middle, b0);
                b1 = TSimd.MultiplyAdd(gradient, middle + width, b1);
                b2 = TSimd.MultiplyAdd(gradient, middle + 2 * width, b2);
                b3 = TSimd.MultiplyAdd(gradient, middle + 3 * width, b3);
                b4 = TSimd.MultiplyAdd(gradient, middle + 4 * width, b4);
                b5 = TSimd.MultiplyAdd(gradient, middle + 5 * width, b5);
                c0 = TSimd.MultiplyAdd(gradient, bottom, c0);
                c1 = TSimd.MultiplyAdd(gradient, bottom + width, c1);
                c2 = TSimd.MultiplyAdd(gradient, bottom + 2 * width, c2);
                c3 = TSimd.MultiplyAdd(gradient, bottom + 3 * width, c3);
                c4 = TSimd.MultiplyAdd(gradient, bottom + 4 * width, c4);
                c5 = TSimd.MultiplyAdd(gradient, bottom + 5 * width, c5);
            }

            TSimd.Store(sums, a0);
            TSimd.Store(sums + width, a1);
            TSimd.Store(sums + 2 * width, a2);
            TSimd.Store(sums + 3 * width, a3);
            TSimd.Store(sums + 4 * width, a4);
            TSimd.Store(sums + 5 * width, a5);
            TSimd.Store(sums + 6 * width, b0);
            TSimd.Store(sums + 7 * width, b1);
            TSimd.Store(sums + 8 * width, b2);
            TSimd.Store(sums + 9 * width, b3);
            TSimd.Store(sums + 10 * width, b4);
            TSimd.Store(sums + 11 * width, b5);
            TSimd.Store(sums + 12 * width, c0);
            TSimd.Store(sums + 13 * width, c1);
            TSimd.Store(sums + 14 * width, c2);
            TSimd.Store(sums + 15 * width, c3);
            TSimd.Store(sums + 16 * width, c4);
            TSimd.Store(sums + 17 * width, c5);
            sums += 18 * width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void KernelRow(LiveWindows windows, int lanes, float* patch, float* sums)
    {
        int width = TSimd.Width;
        for (int lane = 0; lane < lanes; lane++)
        {
            TSimd a0 = TSimd.Load(sums), a1 = TSimd.Load(sums + width), a2 = TSimd.Load(sums + 2 * width);
            TSimd a3 = TSimd.Load(sums + 3 * width), a4 = TSimd.Load(sums + 4 * width), a5 = TSimd.Load(sums + 5 * width);
            TSimd a6 = TSimd.Load(sums + 6 * width), a7 = TSimd.Load(sums + 7 * width), a8 = TSimd.Load(sums + 8 * width);
            TSimd a9 = TSimd.Load(sums + 9 * width), a10 = TSimd.Load(sums + 10 * width), a11 = TSimd.Load(sums + 11 * width);
            float* gradients = windows.Gradients + lane;
            int* offsets = windows.Offsets + lane;
            for (ulong alive = windows.Alive[lane]; alive != 0; alive &= alive - 1)
            {
                nint window = BitOperations.TrailingZeroCount(alive) * LiveWindows.Lanes;
                TSimd gradient = TSimd.Broadcast(gradients[window]);
                float* pixels = patch + offsets[window];
                a0 = TSimd.MultiplyAdd(gradient, pixels, a0);
                a1 = TSimd.MultiplyAdd(gradient, pixels + width, a1);
                a2 = TSimd.MultiplyAdd(gradient, pixels + 2 * width, a2);
                a3 = TSimd.MultiplyAdd(gradient, pixels + 3 * width, a3);
                a4 = TSimd.MultiplyAdd(gradient, pixels + 4 * width, a4);
                a5 = TSimd.MultiplyAdd(gradient, pixels + 5 * width, a5);
                a6 = TSimd.MultiplyAdd(gradient, pixels + 6 * width, a6);
                a7 = TSimd.MultiplyAdd(gradient, pixels + 7 * width, a7);
                a8 = TSimd.MultiplyAdd(gradient, pixels + 8 * width, a8);
                a9 = TSimd.MultiplyAdd(gradient, pixels + 9 * width, a9);
                a10 = TSimd.MultiplyAdd(gradient, pixels + 10 * width, a10);
                a11 = TSimd.MultiplyAdd(gradient, pixels + 11 * width, a11);
            }

            TSimd.Store(sums, a0);
            TSimd.Store(sums + width, a1);
            TSimd.Store(sums + 2 * width, a2);
            TSimd.Store(sums + 3 * width, a3);
            TSimd.Store(sums + 4 * width, a4);
            TSimd.Store(sums + 5 * width, a5);
            TSimd.Store(sums + 6 * width, a6);
            TSimd.Store(sums + 7 * width, a7);
            TSimd.Store(sums + 8 * width, a8);
            TSimd.Store(sums + 9 * width, a9);
            TSimd.Store(sums + 10 * width, a10);
            TSimd.Store(sums + 11 * width, a11);
            sums += 9 * TSlice.Channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void OneVector(LiveWindows windows, int lanes, float* patch, nint patchRow, float* sums)
    {
        int step = TSlice.Channels;
        for (int lane = 0; lane < lanes; lane++)
        {
            TSimd a0 = TSimd.Load(sums), a1 = TSimd.Load(sums + step), a2 = TSimd.Load(sums + 2 * step);
            TSimd b0 = TSimd.Load(sums + 3 * step), b1 = TSimd.Load(sums + 4 * step), b2 = TSimd.Load(sums + 5 * step);
            TSimd c0 = TSimd.Load(sums + 6 * step), c1 = TSimd.Load(sums + 7 * step), c2 = TSimd.Load(sums + 8 * step);
            float* gradients = windows.Gradients + lane;
            int* offsets = windows.Offsets + lane;
            for (ulong alive = windows.Alive[lane]; alive != 0; alive &= alive - 1)
            {
                nint window = BitOperations.TrailingZeroCount(alive) * LiveWindows.Lanes;
                TSimd gradient = TSimd.Broadcast(gradients[window]);
                float* top = patch + offsets[window];
                float* middle = top + patchRow;
                float* bottom = middle + patchRow;
                a0 = TSimd.MultiplyAdd(gradient, top, a0);
                a1 = TSimd.MultiplyAdd(gradient, top + step, a1);
                a2 = TSimd.MultiplyAdd(gradient, top + 2 * step, a2);
                b0 = TSimd.MultiplyAdd(gradient, middle, b0);
                b1 = TSimd.MultiplyAdd(gradient, middle + step, b1);
                b2 = TSimd.MultiplyAdd(gradient, middle + 2 * step, b2);
                c0 = TSimd.MultiplyAdd(gradient, bottom, c0);
                c1 = TSimd.MultiplyAdd(gradient, bottom + step, c1);
                c2 = TSimd.MultiplyAdd(gradient, bottom + 2 * step, c2);
            }

            TSimd.Store(sums, a0);
            TSimd.Store(sums + step, a1);
            TSimd.Store(sums + 2 * step, a2);
            TSimd.Store(sums + 3 * step, b0);
            TSimd.Store(sums + 4 * step, b1);
            TSimd.Store(sums + 5 * step, b2);
            TSimd.Store(sums + 6 * step, c0);
            TSimd.Store(sums + 7 * step, c1);
            TSimd.Store(sums + 8 * step, c2);
            sums += 9 * step;
        }
    }
}
