using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>One term of a lane-wise sum: where it lies behind a pixel of the source, and where its weights or its sum do.</summary>
internal readonly record struct LaneTap(nint Source, nint Weight);

/// <summary>
/// The register tile of <see cref="Conv2dLanes"/>: each lane is a channel with weights of its own,
/// <code>
/// target[p, lane] = start[lane] + Σ_t source[p, t, lane] · w[t, lane]
/// </code>
/// for several pixels p, so that a vector of weights is loaded once for all of them. One chain in the order of the taps.
/// </summary>
internal static unsafe class LaneTile<TSimd>
    where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Computes <paramref name="pixels"/> pixels for one vector of channels.</summary>
    internal static void Run(
        int pixels, float* source, nint sourcePixel, LaneTap* taps, int count, float* w, TSimd start, float* target, nint targetPixel)
    {
        for (int tap = 0; tap < count; tap++)
        {
            Fence.Check(source + taps[tap].Source, pixels, sourcePixel, TSimd.Width);
            Fence.Check(w + taps[tap].Weight, TSimd.Width);
        }

        Fence.Check(target, pixels, targetPixel, TSimd.Width);
        while (pixels > 0)
        {
            int height = pixels >= 8 ? 8 : pixels >= 4 ? 4 : pixels >= 2 ? 2 : 1;
            switch (height)
            {
                case 8: Pixels8(source, sourcePixel, taps, count, w, start, target, targetPixel); break;
                case 4: Pixels4(source, sourcePixel, taps, count, w, start, target, targetPixel); break;
                case 2: Pixels2(source, sourcePixel, taps, count, w, start, target, targetPixel); break;
                default: Pixels1(source, taps, count, w, start, target); break;
            }

            source += height * sourcePixel;
            target += height * targetPixel;
            pixels -= height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pixels8(
        float* source, nint sourcePixel, LaneTap* taps, int count, float* w, TSimd start, float* target, nint targetPixel)
    {
        TSimd s0 = start, s1 = start, s2 = start, s3 = start, s4 = start, s5 = start, s6 = start, s7 = start;
        for (; count > 0; count--, taps++)
        {
            TSimd weight = TSimd.Load(w + taps->Weight);
            float* x = source + taps->Source;
            float* x3 = x + 3 * sourcePixel;
            float* x6 = x3 + 3 * sourcePixel;
            s0 = TSimd.MultiplyAdd(TSimd.Load(x), weight, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(x + sourcePixel), weight, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(x + 2 * sourcePixel), weight, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(x3), weight, s3);
            s4 = TSimd.MultiplyAdd(TSimd.Load(x3 + sourcePixel), weight, s4);
            s5 = TSimd.MultiplyAdd(TSimd.Load(x3 + 2 * sourcePixel), weight, s5);
            s6 = TSimd.MultiplyAdd(TSimd.Load(x6), weight, s6);
            s7 = TSimd.MultiplyAdd(TSimd.Load(x6 + sourcePixel), weight, s7);
        }

        TSimd.Store(target, s0);
        TSimd.Store(target + targetPixel, s1);
        TSimd.Store(target + 2 * targetPixel, s2);
        TSimd.Store(target + 3 * targetPixel, s3);
        TSimd.Store(target + 4 * targetPixel, s4);
        TSimd.Store(target + 5 * targetPixel, s5);
        TSimd.Store(target + 6 * targetPixel, s6);
        TSimd.Store(target + 7 * targetPixel, s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pixels4(
        float* source, nint sourcePixel, LaneTap* taps, int count, float* w, TSimd start, float* target, nint targetPixel)
    {
        TSimd s0 = start, s1 = start, s2 = start, s3 = start;
        for (; count > 0; count--, taps++)
        {
            TSimd weight = TSimd.Load(w + taps->Weight);
            float* x = source + taps->Source;
            s0 = TSimd.MultiplyAdd(TSimd.Load(x), weight, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(x + sourcePixel), weight, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(x + 2 * sourcePixel), weight, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(x + 3 * sourcePixel), weight, s3);
        }

        TSimd.Store(target, s0);
        TSimd.Store(target + targetPixel, s1);
        TSimd.Store(target + 2 * targetPixel, s2);
        TSimd.Store(target + 3 * targetPixel, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pixels2(
        float* source, nint sourcePixel, LaneTap* taps, int count, float* w, TSimd start, float* target, nint targetPixel)
    {
        TSimd s0 = start, s1 = start;
        for (; count > 0; count--, taps++)
        {
            TSimd weight = TSimd.Load(w + taps->Weight);
            float* x = source + taps->Source;
            s0 = TSimd.MultiplyAdd(TSimd.Load(x), weight, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(x + sourcePixel), weight, s1);
        }

        TSimd.Store(target, s0);
        TSimd.Store(target + targetPixel, s1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Pixels1(float* source, LaneTap* taps, int count, float* w, TSimd start, float* target)
    {
        TSimd sum = start;
        for (; count > 0; count--, taps++)
            sum = TSimd.MultiplyAdd(TSimd.Load(source + taps->Source), TSimd.Load(w + taps->Weight), sum);
        TSimd.Store(target, sum);
    }
}
