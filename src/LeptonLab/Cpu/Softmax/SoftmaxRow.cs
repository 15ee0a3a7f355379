using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// What softmax and its logarithm need of a row of neighbours. The last numbers of a row, where they fill no vector, are
/// taken from one of their own, which is padded.
/// </summary>
internal static unsafe class SoftmaxRow
{
    /// <summary>The largest number; where there is a NaN, any number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static float Largest<TSimd>(float* x, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd largest = TSimd.Broadcast(float.NegativeInfinity);
        int t = 0;
        for (; t <= count - TSimd.Width; t += TSimd.Width)
            largest = TSimd.Max(largest, TSimd.Load(x + t));
        float* lanes = stackalloc float[TSimd.Width];
        TSimd.Store(lanes, largest);
        float result = *lanes;
        for (int lane = 1; lane < TSimd.Width; lane++)
            result = lanes[lane] > result ? lanes[lane] : result;
        for (; t < count; t++)
            result = x[t] > result ? x[t] : result;
        return result;
    }

    /// <summary>y[t] = exp(x[t] − shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Exponentials<TSimd>(float* x, float shift, float* y, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd shifts = TSimd.Broadcast(shift);
        int t = 0;
        for (; t <= count - TSimd.Width; t += TSimd.Width)
            TSimd.Store(y + t, ExpFunction.Of(TSimd.Subtract(TSimd.Load(x + t), shifts)));
        if (t == count)
            return;
        float* rest = stackalloc float[TSimd.Width];
        TSimd.Store(rest, TSimd.Zero);
        for (int lane = 0; lane < count - t; lane++)
            rest[lane] = x[t + lane];
        TSimd.Store(rest, ExpFunction.Of(TSimd.Subtract(TSimd.Load(rest), shifts)));
        for (int lane = 0; lane < count - t; lane++)
            y[t + lane] = rest[lane];
    }
}
