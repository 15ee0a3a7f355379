using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// One row of positions of V = Bᵀ d B and of H = A g Aᵀ for neighbouring tiles, with the points 0, ±1, ±2, ∞:
/// <code>
/// Bᵀ = ⎡4  0 −5  0  1  0⎤     A = ⎡1  0  0  0⎤
///      ⎢0 −4 −4  1  1  0⎥         ⎢1  1  1  1⎥
///      ⎢0  4 −4 −1  1  0⎥         ⎢1 −1  1 −1⎥
///      ⎢0 −2 −1  2  1  0⎥         ⎢1  2  4  8⎥
///      ⎢0  2 −1 −2  1  0⎥         ⎢1 −2  4 −8⎥
///      ⎣0  4  0 −5  0  1⎦         ⎣0  0  0  1⎦
/// </code>
/// Vectors run over channels, which are whole vectors here.
/// </summary>
internal static unsafe class WinogradWeightTransforms<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Writes V[i, 0…5] of some tiles.</summary>
    /// <param name="pixels">The first tile's patch.</param>
    /// <param name="row">From one row of pixels to the next.</param>
    /// <param name="channels">From one pixel to the next.</param>
    /// <param name="tiles">How many tiles.</param>
    /// <param name="i">The row of positions.</param>
    /// <param name="v">Takes V.</param>
    /// <param name="tileDistance">From one tile to the next, there.</param>
    /// <param name="plane">From one position to the next, there.</param>
    internal static void Pixels(
        float* pixels, nint row, int channels, int tiles, int i, float* v, nint tileDistance, nint plane)
    {
        Fence.Check(pixels, 6, row, (4 * tiles + 2) * channels);
        Fence.Check(v, 6, plane, (tiles - 1) * tileDistance + channels);

        // Row i is last + third · d₃ + second · d₂ + first · d₁ over consecutive rows, or for 0 and 5 every second one.
        (float first, float second, float third) = i switch
        {
            1 => (-4f, -4f, 1f),
            2 => (4f, -4f, -1f),
            3 => (-2f, -1f, 2f),
            4 => (2f, -1f, -2f),
            _ => (4f, -5f, 0f),
        };
        for (int tile = 0; tile < tiles; tile++, pixels += 4 * channels, v += tileDistance)
        {
            if (i is 0 or 5)
                PixelsOfThreeRows(pixels + (i == 5 ? row : 0), row, channels, v, plane);
            else
                PixelsOfFourRows(pixels + row, row, channels, first, second, third, v, plane);
        }
    }

    /// <summary>Writes H[i, 0…5] of some tiles; parameters as above.</summary>
    internal static void Gradient(
        float* gradient, nint row, int channels, int tiles, int i, float* h, nint tileDistance, nint plane)
    {
        Fence.Check(gradient, 4, row, 4 * tiles * channels);
        Fence.Check(h, 6, plane, (tiles - 1) * tileDistance + channels);
        (float second, float third, float fourth) = i switch
        {
            1 => (1f, 1f, 1f),
            2 => (-1f, 1f, -1f),
            3 => (2f, 4f, 8f),
            _ => (-2f, 4f, -8f),
        };
        for (int tile = 0; tile < tiles; tile++, gradient += 4 * channels, h += tileDistance)
        {
            if (i is 0 or 5)
                GradientOfOneRow(gradient + (i == 5 ? 3 * row : 0), channels, h, plane);
            else
                GradientOfFourRows(gradient, row, channels, second, third, fourth, h, plane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PixelsOfThreeRows(float* pixels, nint row, int channels, float* v, nint plane)
    {
        TSimd four = TSimd.Broadcast(4), minusFive = TSimd.Broadcast(-5);
        for (int c = 0; c < channels; c += TSimd.Width)
        {
            float* d = pixels + c;
            TSimd t0 = Three(d, row, four, minusFive), t1 = Three(d + channels, row, four, minusFive);
            TSimd t2 = Three(d + 2 * channels, row, four, minusFive), t3 = Three(d + 3 * channels, row, four, minusFive);
            TSimd t4 = Three(d + 4 * channels, row, four, minusFive), t5 = Three(d + 5 * channels, row, four, minusFive);
            StorePixels(v + c, plane, t0, t1, t2, t3, t4, t5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void PixelsOfFourRows(
        float* pixels, nint row, int channels, float first, float second, float third, float* v, nint plane)
    {
        TSimd a = TSimd.Broadcast(first), b = TSimd.Broadcast(second), e = TSimd.Broadcast(third);
        for (int c = 0; c < channels; c += TSimd.Width)
        {
            float* d = pixels + c;
            TSimd t0 = Four(d, row, a, b, e), t1 = Four(d + channels, row, a, b, e);
            TSimd t2 = Four(d + 2 * channels, row, a, b, e), t3 = Four(d + 3 * channels, row, a, b, e);
            TSimd t4 = Four(d + 4 * channels, row, a, b, e), t5 = Four(d + 5 * channels, row, a, b, e);
            StorePixels(v + c, plane, t0, t1, t2, t3, t4, t5);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Three(float* d, nint row, TSimd first, TSimd second) => TSimd.MultiplyAdd(
        first, TSimd.Load(d), TSimd.MultiplyAdd(second, TSimd.Load(d + 2 * row), TSimd.Load(d + 4 * row)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Four(float* d, nint row, TSimd first, TSimd second, TSimd third) => TSimd.MultiplyAdd(
        first,
        TSimd.Load(d),
        TSimd.MultiplyAdd(second, TSimd.Load(d + row), TSimd.MultiplyAdd(third, TSimd.Load(d + 2 * row), TSimd.Load(d + 3 * row))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePixels(float* v, nint plane, TSimd t0, TSimd t1, TSimd t2, TSimd t3, TSimd t4, TSimd t5)
    {
        TSimd four = TSimd.Broadcast(4), minusFour = TSimd.Broadcast(-4), minusFive = TSimd.Broadcast(-5);
        TSimd.Store(v, TSimd.MultiplyAdd(four, t0, TSimd.MultiplyAdd(minusFive, t2, t4)));
        TSimd even = TSimd.MultiplyAdd(minusFour, t2, t4), odd = TSimd.MultiplyAdd(minusFour, t1, t3);
        TSimd.Store(v + plane, TSimd.Add(even, odd));
        TSimd.Store(v + 2 * plane, TSimd.Subtract(even, odd));
        TSimd difference = TSimd.Subtract(t3, t1);
        even = TSimd.Subtract(t4, t2);
        odd = TSimd.Add(difference, difference);
        TSimd.Store(v + 3 * plane, TSimd.Add(even, odd));
        TSimd.Store(v + 4 * plane, TSimd.Subtract(even, odd));
        TSimd.Store(v + 5 * plane, TSimd.MultiplyAdd(four, t1, TSimd.MultiplyAdd(minusFive, t3, t5)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void GradientOfOneRow(float* gradient, int channels, float* h, nint plane)
    {
        for (int c = 0; c < channels; c += TSimd.Width)
        {
            float* g = gradient + c;
            StoreGradient(
                h + c, plane, TSimd.Load(g), TSimd.Load(g + channels), TSimd.Load(g + 2 * channels), TSimd.Load(g + 3 * channels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void GradientOfFourRows(
        float* gradient, nint row, int channels, float second, float third, float fourth, float* h, nint plane)
    {
        TSimd a = TSimd.Broadcast(second), b = TSimd.Broadcast(third), e = TSimd.Broadcast(fourth);
        for (int c = 0; c < channels; c += TSimd.Width)
        {
            float* g = gradient + c;
            TSimd t0 = Combined(g, row, a, b, e), t1 = Combined(g + channels, row, a, b, e);
            TSimd t2 = Combined(g + 2 * channels, row, a, b, e), t3 = Combined(g + 3 * channels, row, a, b, e);
            StoreGradient(h + c, plane, t0, t1, t2, t3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Combined(float* g, nint row, TSimd second, TSimd third, TSimd fourth) => TSimd.MultiplyAdd(
        fourth,
        TSimd.Load(g + 3 * row),
        TSimd.MultiplyAdd(third, TSimd.Load(g + 2 * row), TSimd.MultiplyAdd(second, TSimd.Load(g + row), TSimd.Load(g))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreGradient(float* h, nint plane, TSimd t0, TSimd t1, TSimd t2, TSimd t3)
    {
        TSimd.Store(h, t0);
        TSimd even = TSimd.Add(t0, t2), odd = TSimd.Add(t1, t3);
        TSimd.Store(h + plane, TSimd.Add(even, odd));
        TSimd.Store(h + 2 * plane, TSimd.Subtract(even, odd));
        even = TSimd.MultiplyAdd(TSimd.Broadcast(4), t2, t0);
        odd = TSimd.MultiplyAdd(TSimd.Broadcast(8), t3, TSimd.Add(t1, t1));
        TSimd.Store(h + 3 * plane, TSimd.Add(even, odd));
        TSimd.Store(h + 4 * plane, TSimd.Subtract(even, odd));
        TSimd.Store(h + 5 * plane, t3);
    }
}
