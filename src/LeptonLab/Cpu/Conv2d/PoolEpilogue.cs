using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Pools two rows of a convolution while they are in cache: the largest of each 2×2 window, the first among equals, NaN
/// before every number; then ReLU; and the place of the winner.
/// </summary>
internal static unsafe class PoolEpilogue<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <param name="rows">The upper row; the lower one is <paramref name="rowLength"/> numbers behind it.</param>
    /// <param name="rowLength">Numbers in a row.</param>
    /// <param name="columns">Windows in a row.</param>
    /// <param name="channels">Numbers in a pixel.</param>
    /// <param name="y">Takes the pooled values.</param>
    /// <param name="places">Takes the places.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Run(float* rows, nint rowLength, int columns, int channels, float* y, byte* places)
    {
        Fence.Check(rows, 2, rowLength, 2L * columns * channels);
        Fence.Check(y, (long)columns * channels);
        Fence.Check(places, (long)columns * channels, sizeof(byte));
        for (int column = 0; column < columns; column++)
        {
            int c = 0;
            for (; c <= channels - TSimd.Width; c += TSimd.Width)
                Window(rows + c, rowLength, channels, y + c, places + c);
            for (; c < channels; c++)
                Single(rows + c, rowLength, channels, y + c, places + c);
            rows += 2 * channels;
            y += channels;
            places += channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Window(float* window, nint rowLength, int channels, float* y, byte* places)
    {
        TSimd largest = TSimd.Load(window), place = TSimd.Zero;
        Compare(TSimd.Load(window + channels), 1, ref largest, ref place);
        Compare(TSimd.Load(window + rowLength), 2, ref largest, ref place);
        Compare(TSimd.Load(window + rowLength + channels), 3, ref largest, ref place);

        TSimd alive = TSimd.SelectGreater(largest, TSimd.Zero, place, TSimd.Broadcast(PoolPlaces.Dead));
        TSimd.StoreBytes(places, TSimd.SelectNaN(largest, place, alive));
        TSimd rectified = TSimd.SelectGreater(largest, TSimd.Zero, largest, TSimd.Zero);
        TSimd.Store(y, TSimd.SelectNaN(largest, largest, rectified));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Compare(TSimd value, int place, ref TSimd largest, ref TSimd winner)
    {
        TSimd here = TSimd.Broadcast(place);
        TSimd next = TSimd.SelectNaN(value, here, TSimd.SelectGreater(value, largest, here, winner));
        TSimd larger = TSimd.SelectNaN(value, value, TSimd.SelectGreater(value, largest, value, largest));
        winner = TSimd.SelectNaN(largest, winner, next);
        largest = TSimd.SelectNaN(largest, largest, larger);
    }

    private static void Single(float* window, nint rowLength, int channels, float* y, byte* place)
    {
        float largest = *window;
        byte winner = 0;
        for (byte other = 1; other < 4; other++)
        {
            float value = window[other / 2 * rowLength + other % 2 * channels];
            if (value > largest || (float.IsNaN(value) && !float.IsNaN(largest)))
                (largest, winner) = (value, other);
        }

        *y = largest <= 0 ? 0 : largest;
        *place = largest <= 0 ? PoolPlaces.Dead : winner;
    }
}
