using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The register tile of the lane-wise weight gradient: for each tap t one vector of sums,
/// <code>
/// sums[t, lane] += Σ_p source[p, t, lane] · dy[p, lane]
/// </code>
/// so that a vector of ∂L/∂y is loaded once for nine taps, four or three. One chain in the order of the pixels.
/// </summary>
internal static unsafe class LaneGradientTile<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Adds up <paramref name="pixels"/> pixels for one vector of channels.</summary>
    internal static void Run(
        int pixels, float* source, nint sourcePixel, float* dy, nint dyPixel, LaneTap* taps, int count, float* sums)
    {
        for (int tap = 0; tap < count; tap++)
        {
            Fence.Check(source + taps[tap].Source, pixels, sourcePixel, TSimd.Width);
            Fence.Check(sums + taps[tap].Weight, TSimd.Width);
        }

        Fence.Check(dy, pixels, dyPixel, TSimd.Width);
        while (count > 0)
        {
            int width = count >= 9 ? 9 : count >= 4 ? 4 : count == 3 ? 3 : 1;
            switch (width)
            {
                case 9: Taps9(pixels, source, sourcePixel, dy, dyPixel, taps, sums); break;
                case 4: Taps4(pixels, source, sourcePixel, dy, dyPixel, taps, sums); break;
                case 3: Taps3(pixels, source, sourcePixel, dy, dyPixel, taps, sums); break;
                default: Taps1(pixels, source, sourcePixel, dy, dyPixel, taps, sums); break;
            }

            taps += width;
            count -= width;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Taps9(int pixels, float* source, nint sourcePixel, float* dy, nint dyPixel, LaneTap* taps, float* sums)
    {
        nint t1 = taps[1].Source, t2 = taps[2].Source, t3 = taps[3].Source, t4 = taps[4].Source;
        nint t5 = taps[5].Source, t6 = taps[6].Source, t7 = taps[7].Source, t8 = taps[8].Source;
        TSimd s0 = TSimd.Load(sums + taps[0].Weight), s1 = TSimd.Load(sums + taps[1].Weight);
        TSimd s2 = TSimd.Load(sums + taps[2].Weight), s3 = TSimd.Load(sums + taps[3].Weight);
        TSimd s4 = TSimd.Load(sums + taps[4].Weight), s5 = TSimd.Load(sums + taps[5].Weight);
        TSimd s6 = TSimd.Load(sums + taps[6].Weight), s7 = TSimd.Load(sums + taps[7].Weight);
        TSimd s8 = TSimd.Load(sums + taps[8].Weight);
        source += taps[0].Source;
        (t1, t2, t3, t4) = (t1 - taps[0].Source, t2 - taps[0].Source, t3 - taps[0].Source, t4 - taps[0].Source);
        (t5, t6, t7, t8) = (t5 - taps[0].Source, t6 - taps[0].Source, t7 - taps[0].Source, t8 - taps[0].Source);
        for (; pixels > 0; pixels--)
        {
            TSimd gradient = TSimd.Load(dy);
            s0 = TSimd.MultiplyAdd(TSimd.Load(source), gradient, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(source + t1), gradient, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(source + t2), gradient, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(source + t3), gradient, s3);
            s4 = TSimd.MultiplyAdd(TSimd.Load(source + t4), gradient, s4);
            s5 = TSimd.MultiplyAdd(TSimd.Load(source + t5), gradient, s5);
            s6 = TSimd.MultiplyAdd(TSimd.Load(source + t6), gradient, s6);
            s7 = TSimd.MultiplyAdd(TSimd.Load(source + t7), gradient, s7);
            s8 = TSimd.MultiplyAdd(TSimd.Load(source + t8), gradient, s8);
            source += sourcePixel;
            dy += dyPixel;
        }

        TSimd.Store(sums + taps[0].Weight, s0);
        TSimd.Store(sums + taps[1].Weight, s1);
        TSimd.Store(sums + taps[2].Weight, s2);
        TSimd.Store(sums + taps[3].Weight, s3);
        TSimd.Store(sums + taps[4].Weight, s4);
        TSimd.Store(sums + taps[5].Weight, s5);
        TSimd.Store(sums + taps[6].Weight, s6);
        TSimd.Store(sums + taps[7].Weight, s7);
        TSimd.Store(sums + taps[8].Weight, s8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Taps4(int pixels, float* source, nint sourcePixel, float* dy, nint dyPixel, LaneTap* taps, float* sums)
    {
        float* x0 = source + taps[0].Source;
        float* x1 = source + taps[1].Source;
        float* x2 = source + taps[2].Source;
        float* x3 = source + taps[3].Source;
        TSimd s0 = TSimd.Load(sums + taps[0].Weight), s1 = TSimd.Load(sums + taps[1].Weight);
        TSimd s2 = TSimd.Load(sums + taps[2].Weight), s3 = TSimd.Load(sums + taps[3].Weight);
        nint at = 0;
        for (; pixels > 0; pixels--)
        {
            TSimd gradient = TSimd.Load(dy);
            s0 = TSimd.MultiplyAdd(TSimd.Load(x0 + at), gradient, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(x1 + at), gradient, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(x2 + at), gradient, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(x3 + at), gradient, s3);
            at += sourcePixel;
            dy += dyPixel;
        }

        TSimd.Store(sums + taps[0].Weight, s0);
        TSimd.Store(sums + taps[1].Weight, s1);
        TSimd.Store(sums + taps[2].Weight, s2);
        TSimd.Store(sums + taps[3].Weight, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Taps3(int pixels, float* source, nint sourcePixel, float* dy, nint dyPixel, LaneTap* taps, float* sums)
    {
        float* x0 = source + taps[0].Source;
        float* x1 = source + taps[1].Source;
        float* x2 = source + taps[2].Source;
        TSimd s0 = TSimd.Load(sums + taps[0].Weight), s1 = TSimd.Load(sums + taps[1].Weight);
        TSimd s2 = TSimd.Load(sums + taps[2].Weight);
        nint at = 0;
        for (; pixels > 0; pixels--)
        {
            TSimd gradient = TSimd.Load(dy);
            s0 = TSimd.MultiplyAdd(TSimd.Load(x0 + at), gradient, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(x1 + at), gradient, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(x2 + at), gradient, s2);
            at += sourcePixel;
            dy += dyPixel;
        }

        TSimd.Store(sums + taps[0].Weight, s0);
        TSimd.Store(sums + taps[1].Weight, s1);
        TSimd.Store(sums + taps[2].Weight, s2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Taps1(int pixels, float* source, nint sourcePixel, float* dy, nint dyPixel, LaneTap* taps, float* sums)
    {
        TSimd sum = TSimd.Load(sums + taps->Weight);
        source += taps->Source;
        for (; pixels > 0; pixels--, source += sourcePixel, dy += dyPixel)
            sum = TSimd.MultiplyAdd(TSimd.Load(source), TSimd.Load(dy), sum);
        TSimd.Store(sums + taps->Weight, sum);
    }
}
