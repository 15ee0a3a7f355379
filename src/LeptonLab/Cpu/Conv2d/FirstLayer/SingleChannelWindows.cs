using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Direct 3×3 convolution over one channel for a row of 2×2 windows, which are pooled at once: nine weights for one or two
/// vectors of outputs stay in registers all along the row. Every output is the chain of the direct kernel: the bias, then
/// the pixels in reading order.
/// </summary>
internal static unsafe class SingleChannelWindows<TSimd, TColumns>
    where TSimd : struct, ISimd<TSimd>
    where TColumns : struct, ITileColumns
{
    /// <param name="pixels">The first window's 4×4 patch.</param>
    /// <param name="row">From one row of pixels to the next.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="weights">The bias and nine weights of the first vector of outputs, then of the second.</param>
    /// <param name="channels">From one window's pooled values to the next one's.</param>
    /// <param name="y">Takes the pooled values.</param>
    /// <param name="places">Takes their places.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(float* pixels, nint row, int windows, float* weights, int channels, float* y, byte* places)
    {
        int width = TSimd.Width;
        Fence.Check(pixels, 4, row, 2 * windows + 2);
        Fence.Check(weights, (TColumns.Two ? 20 : 10) * width);
        Fence.Check(y, windows, channels, TColumns.Two ? 2 * width : width);
        Fence.Check(places, (windows - 1) * channels + (TColumns.Two ? 2 * width : width), sizeof(byte));
        float* bias = weights;
        TSimd a0 = TSimd.Load(weights += width), b0 = Right(weights), a1 = TSimd.Load(weights += width), b1 = Right(weights);
        TSimd a2 = TSimd.Load(weights += width), b2 = Right(weights), a3 = TSimd.Load(weights += width), b3 = Right(weights);
        TSimd a4 = TSimd.Load(weights += width), b4 = Right(weights), a5 = TSimd.Load(weights += width), b5 = Right(weights);
        TSimd a6 = TSimd.Load(weights += width), b6 = Right(weights), a7 = TSimd.Load(weights += width), b7 = Right(weights);
        TSimd a8 = TSimd.Load(weights += width), b8 = Right(weights);
        for (; windows > 0; windows--)
        {
            TSimd l0 = TSimd.Load(bias), l1 = l0, l2 = l0, l3 = l0, r0 = Right(bias), r1 = r0, r2 = r0, r3 = r0;
            PixelRow(pixels, a0, a1, a2, b0, b1, b2, ref l0, ref l1, ref r0, ref r1);
            PixelRow(pixels + row, a3, a4, a5, b3, b4, b5, ref l0, ref l1, ref r0, ref r1);
            PixelRow(pixels + row, a0, a1, a2, b0, b1, b2, ref l2, ref l3, ref r2, ref r3);
            PixelRow(pixels + 2 * row, a6, a7, a8, b6, b7, b8, ref l0, ref l1, ref r0, ref r1);
            PixelRow(pixels + 2 * row, a3, a4, a5, b3, b4, b5, ref l2, ref l3, ref r2, ref r3);
            PixelRow(pixels + 3 * row, a6, a7, a8, b6, b7, b8, ref l2, ref l3, ref r2, ref r3);
            FirstLayerOutput<TSimd>.Window(l0, l1, l2, l3, width, y, places);
            if (TColumns.Two)
                FirstLayerOutput<TSimd>.Window(r0, r1, r2, r3, width, y + width, places + width);
            pixels += 2;
            y += channels;
            places += channels;
        }
    }

    // Four pixels of a row and the row of weights for a left and a right output.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PixelRow(
        float* pixels, TSimd a0, TSimd a1, TSimd a2, TSimd b0, TSimd b1, TSimd b2,
        ref TSimd leftA, ref TSimd rightA, ref TSimd leftB, ref TSimd rightB)
    {
        TSimd first = TSimd.Broadcast(pixels[0]), second = TSimd.Broadcast(pixels[1]);
        TSimd third = TSimd.Broadcast(pixels[2]), fourth = TSimd.Broadcast(pixels[3]);
        leftA = TSimd.MultiplyAdd(third, a2, TSimd.MultiplyAdd(second, a1, TSimd.MultiplyAdd(first, a0, leftA)));
        rightA = TSimd.MultiplyAdd(fourth, a2, TSimd.MultiplyAdd(third, a1, TSimd.MultiplyAdd(second, a0, rightA)));
        if (!TColumns.Two)
            return;
        leftB = TSimd.MultiplyAdd(third, b2, TSimd.MultiplyAdd(second, b1, TSimd.MultiplyAdd(first, b0, leftB)));
        rightB = TSimd.MultiplyAdd(fourth, b2, TSimd.MultiplyAdd(third, b1, TSimd.MultiplyAdd(second, b0, rightB)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Right(float* weights) => TColumns.Two ? TSimd.Load(weights + 10 * TSimd.Width) : TSimd.Zero;
}
