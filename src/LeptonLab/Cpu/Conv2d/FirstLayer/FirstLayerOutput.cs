using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// What becomes of the sums of <see cref="FirstLayerTiles{TSimd,TIn,TColumns}"/>: the horizontal half of the output
/// transform, (Aᵀ M) A, gives the 2×2 outputs of a tile, which are stored, or rectified and pooled. Every number is finite
/// here, so that comparisons need no care for NaN.
/// </summary>
internal static unsafe class FirstLayerOutput<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Pools tiles, as <see cref="PoolEpilogue{TSimd}"/> does.</summary>
    /// <param name="sums">Of the first tile.</param>
    /// <param name="tiles">How many tiles.</param>
    /// <param name="vectors">Vectors of sums in a tile.</param>
    /// <param name="lanes">How many of their numbers are wanted.</param>
    /// <param name="channels">From one tile's pooled values to the next one's.</param>
    /// <param name="y">Takes the pooled values.</param>
    /// <param name="places">Takes their places; null where nobody wants them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Pool(float* sums, int tiles, int vectors, int lanes, int channels, float* y, byte* places)
    {
        Fence.Check(sums, tiles * vectors * 8 * TSimd.Width);
        Fence.Check(y, tiles, channels, lanes);
        for (; tiles > 0; tiles--)
        {
            for (int lane = 0; lane < lanes; lane += TSimd.Width)
            {
                Outputs(sums, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3);
                Window(y0, y1, y2, y3, lanes - lane, y + lane, places == null ? null : places + lane);
                sums += 8 * TSimd.Width;
            }

            y += channels;
            places = places == null ? null : places + channels;
        }
    }

    /// <summary>Rectifies and pools the four outputs of a window; only the first <paramref name="lanes"/> are stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Window(TSimd y0, TSimd y1, TSimd y2, TSimd y3, int lanes, float* y, byte* places)
    {
        TSimd upper = TSimd.Max(y0, y1), lower = TSimd.Max(y2, y3), largest = TSimd.Max(upper, lower);
        TSimd value = TSimd.Max(largest, TSimd.Zero);
        if (places == null)
        {
            Store(value, Math.Min(lanes, TSimd.Width), y);
            return;
        }

        TSimd upperPlace = TSimd.SelectGreater(y1, y0, TSimd.Broadcast(1), TSimd.Zero);
        TSimd lowerPlace = TSimd.SelectGreater(y3, y2, TSimd.Broadcast(3), TSimd.Broadcast(2));
        TSimd place = TSimd.SelectGreater(lower, upper, lowerPlace, upperPlace);
        place = TSimd.SelectGreater(largest, TSimd.Zero, place, TSimd.Broadcast(PoolPlaces.Dead));
        if (lanes >= TSimd.Width)
        {
            TSimd.Store(y, value);
            TSimd.StoreBytes(places, place);
        }
        else
        {
            StorePart(value, place, lanes, y, places);
        }
    }

    /// <summary>Stores tiles, those of their outputs that are within the image.</summary>
    /// <param name="sums">Of the first tile.</param>
    /// <param name="columns">Columns of outputs.</param>
    /// <param name="lanes">How many numbers of each output are wanted.</param>
    /// <param name="channels">From one output to the next.</param>
    /// <param name="upper">The upper row of outputs.</param>
    /// <param name="lower">The lower row, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Write(float* sums, int columns, int lanes, int channels, float* upper, float* lower)
    {
        Fence.Check(upper, columns, channels, lanes);
        for (; columns > 0; columns -= 2)
        {
            for (int lane = 0; lane < lanes; lane += TSimd.Width)
            {
                Outputs(sums, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3);
                int left = Math.Min(lanes - lane, TSimd.Width);
                Store(y0, left, upper + lane);
                if (columns > 1)
                    Store(y1, left, upper + channels + lane);
                if (lower != null)
                    Store(y2, left, lower + lane);
                if (lower != null && columns > 1)
                    Store(y3, left, lower + channels + lane);
                sums += 8 * TSimd.Width;
            }

            upper += 2 * channels;
            lower = lower == null ? null : lower + 2 * channels;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Outputs(float* sums, out TSimd y0, out TSimd y1, out TSimd y2, out TSimd y3)
    {
        Row(sums, out y0, out y1);
        Row(sums + TSimd.Width, out y2, out y3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(float* sums, out TSimd left, out TSimd right)
    {
        TSimd second = TSimd.Load(sums + 4 * TSimd.Width), third = TSimd.Load(sums + 6 * TSimd.Width);
        left = TSimd.Add(TSimd.Add(second, third), TSimd.Load(sums));
        right = TSimd.Subtract(TSimd.Subtract(second, third), TSimd.Load(sums + 2 * TSimd.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TSimd value, int lanes, float* target)
    {
        if (lanes == TSimd.Width)
            TSimd.Store(target, value);
        else
            StorePart(value, lanes, target);
    }

    private static void StorePart(TSimd value, int lanes, float* target)
    {
        float* whole = stackalloc float[16];
        TSimd.Store(whole, value);
        new ReadOnlySpan<float>(whole, lanes).CopyTo(new Span<float>(target, lanes));
    }

    private static void StorePart(TSimd value, TSimd place, int lanes, float* y, byte* places)
    {
        StorePart(value, lanes, y);
        byte* whole = stackalloc byte[16];
        TSimd.StoreBytes(whole, place);
        new ReadOnlySpan<byte>(whole, lanes).CopyTo(new Span<byte>(places, lanes));
    }
}
