using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// What softmax and its logarithm need of a row of neighbours. The last numbers, where they fill no vector, are taken together
/// with those before them once more: it changes neither a maximum nor a function.
/// </summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>The largest number; where there is a NaN, any number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    internal static float Largest<TSimd>(float* x, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        if (count < TSimd.Width)
            return Largest(x, count);

        TSimd m0 = TSimd.Load(x), m1 = m0;
        int t = 0;
        for (; t <= count - 2 * TSimd.Width; t += 2 * TSimd.Width)
        {
            m0 = TSimd.Max(m0, TSimd.Load(x + t));
            m1 = TSimd.Max(m1, TSimd.Load(x + t + TSimd.Width));
        }

        if (t <= count - TSimd.Width)
            m0 = TSimd.Max(m0, TSimd.Load(x + t));
        m0 = TSimd.Max(TSimd.Max(m0, m1), TSimd.Load(x + count - TSimd.Width));
        float* block = stackalloc float[2 * LaneFold.Lanes], lanes = LaneFold.Aligned(block);
        for (int lane = 0; lane < LaneFold.Lanes; lane += TSimd.Width)
            TSimd.Store(lanes + lane, m0);
        return LaneFold.Max16(lanes);
    }

    /// <summary>y[t] = exp(x[t] − shift), where no x is above the shift. x and y are not the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Exponentials<TSimd>(float* x, float shift, float* y, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd shifts = TSimd.Broadcast(shift);
        int t = 0;
        for (; t <= count - TSimd.Width; t += TSimd.Width)
            TSimd.Store(y + t, DecayFunction.Of(TSimd.Subtract(TSimd.Load(x + t), shifts)));
        if (t == count)
            return;
        if (count >= TSimd.Width)
        {
            t = count - TSimd.Width;
            TSimd.Store(y + t, DecayFunction.Of(TSimd.Subtract(TSimd.Load(x + t), shifts)));
            return;
        }

        for (; t < count; t++)
            Simd32.Store(y + t, DecayFunction.Of(Simd32.Broadcast(x[t] - shift)));
    }

    private static float Largest(float* x, int count)
    {
        float largest = float.NegativeInfinity;
        for (int t = 0; t < count; t++)
            largest = x[t] > largest ? x[t] : largest;
        return largest;
    }
}
