using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The gradient of pooled values, sorted by place: for each window and each of the four places a vector that has the
/// gradient in the lanes where this place won, and zero elsewhere. That is the window's 2×2 tile of ∂L/∂conv.
/// </summary>
internal static unsafe class PooledGradientTiles<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Writes the tiles, [windows, 4, lanes], lanes filled up to whole vectors, and adds the gradients to a bias's.</summary>
    /// <param name="dy">The first window's gradients.</param>
    /// <param name="places">The first window's places.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="channels">From one window to the next.</param>
    /// <param name="lanes">How many channels of each.</param>
    /// <param name="tiles">Takes the tiles.</param>
    /// <param name="bias">The sum of the gradients, as many numbers as there are lanes in whole vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Sort(float* dy, byte* places, int windows, int channels, int lanes, float* tiles, float* bias)
    {
        int group = Chunks.Count(lanes, TSimd.Width) * TSimd.Width;
        Fence.Check(dy, windows, channels, lanes);
        Fence.Check(places, (windows - 1) * channels + lanes, sizeof(byte));
        Fence.Check(tiles, 4 * windows * group);
        Fence.Check(bias, group);
        for (int lane = 0; lane < lanes; lane += TSimd.Width)
        {
            TSimd sum = TSimd.Load(bias + lane);
            bool whole = lanes - lane >= TSimd.Width;
            for (int window = 0; window < windows; window++)
            {
                nint at = (nint)window * channels + lane;
                TSimd gradient, place;
                if (whole)
                    (gradient, place) = (TSimd.Load(dy + at), TSimd.LoadBytes(places + at));
                else
                    LoadPart(dy + at, places + at, lanes - lane, out gradient, out place);
                float* target = tiles + (nint)window * 4 * group + lane;
                TSimd first = TSimd.SelectEqual(place, TSimd.Zero, gradient, TSimd.Zero);
                TSimd second = TSimd.SelectEqual(place, TSimd.Broadcast(1), gradient, TSimd.Zero);
                TSimd third = TSimd.SelectEqual(place, TSimd.Broadcast(2), gradient, TSimd.Zero);
                TSimd fourth = TSimd.SelectEqual(place, TSimd.Broadcast(3), gradient, TSimd.Zero);
                TSimd.Store(target, first);
                TSimd.Store(target + group, second);
                TSimd.Store(target + 2 * group, third);
                TSimd.Store(target + 3 * group, fourth);
                sum = TSimd.Add(sum, TSimd.Add(TSimd.Add(first, second), TSimd.Add(third, fourth)));
            }

            TSimd.Store(bias + lane, sum);
        }
    }

    private static void LoadPart(float* dy, byte* places, int lanes, out TSimd gradient, out TSimd place)
    {
        float* numbers = stackalloc float[16];
        byte* bytes = stackalloc byte[16];
        new Span<float>(numbers, 16).Clear();
        new Span<byte>(bytes, 16).Fill(PoolPlaces.Dead);
        new ReadOnlySpan<float>(dy, lanes).CopyTo(new Span<float>(numbers, lanes));
        new ReadOnlySpan<byte>(places, lanes).CopyTo(new Span<byte>(bytes, lanes));
        gradient = TSimd.Load(numbers);
        place = TSimd.LoadBytes(bytes);
    }
}
