using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeptonLab.Cpu;

/// <summary>
/// For a block of windows and 16 output channels: which windows are alive, where in the block's pixels the winner's
/// 3×3 neighbourhood begins, and its gradient. Bits instead of lists: a channel's live windows are the ones in its word,
/// and the next one is found by counting zeros, which costs nothing beside the multiplications that it leads to.
/// </summary>
internal readonly unsafe struct LiveWindows
{
    /// <summary>Output channels that are prepared together.</summary>
    internal const int Lanes = 16;

    private const int Numbers = Lanes * (2 * WindowBlocks.MostWindows + 2);

    private LiveWindows(float* scratch)
    {
        Gradients = scratch;
        Offsets = (int*)scratch + Lanes * WindowBlocks.MostWindows;
        Alive = (ulong*)(scratch + 2 * Lanes * WindowBlocks.MostWindows);
    }

    /// <summary>[window, lane].</summary>
    internal float* Gradients { get; }

    /// <summary>[window, lane], in numbers.</summary>
    internal int* Offsets { get; }

    /// <summary>[lane]: bit i is set where window i is alive.</summary>
    internal ulong* Alive { get; }

    internal static LiveWindows InScratch() => new(Scratch.Get(ScratchSlot.LiveWindows, Numbers));

    /// <summary>Fills the lanes from ∂L/∂y and the places of a block.</summary>
    /// <param name="blocks">How the image is cut.</param>
    /// <param name="block">The block.</param>
    /// <param name="dy">The first gradient of the block.</param>
    /// <param name="places">The first place of the block.</param>
    /// <param name="channels">From one window to the next, in dy and places.</param>
    /// <param name="lanes">How many lanes, from the first on.</param>
    internal void Fill(
        WindowBlocks blocks,
        (int Row, int Column, int Height, int Width) block,
        float* dy,
        byte* places,
        int channels,
        int lanes)
    {
        Fence.Check(dy, block.Height, (long)blocks.Columns * channels, (block.Width - 1L) * channels + lanes);
        Fence.Check(places, ((block.Height - 1L) * blocks.Columns + block.Width - 1) * channels + lanes, sizeof(byte));
        int lane = 0;
        if (Avx2.IsSupported)
        {
            for (; lane <= lanes - 8; lane += 8)
                Eight(blocks, block, dy + lane, places + lane, channels, lane);
        }

        for (; lane < lanes; lane++)
            One(blocks, block, dy + lane, places + lane, channels, lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Eight(
        WindowBlocks blocks, (int Row, int Column, int Height, int Width) block, float* dy, byte* places, int channels, int lane)
    {
        int step = blocks.Channels, row = blocks.PatchRow;
        Vector256<int> winner = Vector256.Create(0, step, row, row + step, 0, 0, 0, 0);
        Vector256<int> dead = Vector256.Create((int)PoolPlaces.Dead);
        int* offsets = Offsets + lane;
        float* gradients = Gradients + lane;
        nint nextRow = ((nint)blocks.Columns - block.Width) * channels;
        int column = 0, left = block.Height * block.Width, start = 0;
        for (int half = 0; half < 2; half++)
        {
            Vector256<int> alive = Vector256<int>.Zero, bit = Vector256<int>.One;
            for (int count = Math.Min(32, left); count > 0; count--, left--)
            {
                Vector256<int> place = Avx2.ConvertToVector256Int32(places);
                alive |= Vector256.AndNot(bit, Vector256.Equals(place, dead));
                bit <<= 1;
                Vector256.Store(Vector256.Create(start) + Avx2.PermuteVar8x32(winner, place), offsets);
                Vector256.Store(Vector256.Load(dy), gradients);
                offsets += Lanes;
                gradients += Lanes;
                dy += channels;
                places += channels;
                start += 2 * step;
                if (++column < block.Width)
                    continue;
                column = 0;
                dy += nextRow;
                places += nextRow;
                start += 2 * (row - block.Width * step);
            }

            uint* words = (uint*)(Alive + lane) + half;
            for (int k = 0; k < 8; k++)
                words[2 * k] = (uint)alive[k];
        }
    }

    private void One(
        WindowBlocks blocks, (int Row, int Column, int Height, int Width) block, float* dy, byte* places, int channels, int lane)
    {
        int step = blocks.Channels, row = blocks.PatchRow, window = 0;
        ulong alive = 0;
        for (int i = 0; i < block.Height; i++)
        for (int j = 0; j < block.Width; j++, window++)
        {
            nint at = ((nint)i * blocks.Columns + j) * channels;
            int place = places[at];
            if (place == PoolPlaces.Dead)
                continue;
            alive |= 1UL << window;
            Offsets[window * Lanes + lane] = (2 * i + place / 2) * row + (2 * j + place % 2) * step;
            Gradients[window * Lanes + lane] = dy[at];
        }

        Alive[lane] = alive;
    }
}
