using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Softmax of one query's scores, in place, and its gradient.</summary>
internal static unsafe class AttentionRow
{
    /// <summary>
    /// x[j] = exp(scale · x[j]) / Σ exp(scale · x[j′]) for the first <paramref name="visible"/> numbers, 0 for the others.
    /// </summary>
    internal static void Softmax<TSimd>(float* x, int visible, int count, float scale)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(x, count);
        if (visible > 0)
        {
            Exponentials<TSimd>(x, SoftmaxRow.Largest<TSimd>(x, visible), scale, visible);
            Multiply<TSimd>(x, (float)(1 / RowSums.Sum<TSimd>(x, visible)), visible);
        }

        new Span<float>(x + visible, count - visible).Clear();
    }

    /// <summary>ds[j] = scale · p[j] · (ds[j] − Σ p[j′] ds[j′]); 0 behind the visible ones.</summary>
    internal static void SoftmaxGradient<TSimd>(float* p, float* ds, int visible, int count, float scale)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(p, count);
        Fence.Check(ds, count);
        Gradients<TSimd>(p, ds, (float)RowSums.Dot<TSimd>(p, ds, visible), scale, visible);
        new Span<float>(ds + visible, count - visible).Clear();
    }

    // The last few numbers are a call of their own, with one lane.
    private static void Exponentials<TSimd>(float* x, float largest, float scale, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        int whole = count - count % TSimd.Width;
        ExponentialVectors<TSimd>(x, largest, scale, whole);
        if (whole < count)
            ExponentialVectors<Simd32>(x + whole, largest, scale, count - whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ExponentialVectors<TSimd>(float* x, float largest, float scale, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd shift = TSimd.Broadcast(largest), factor = TSimd.Broadcast(scale);
        for (int j = 0; j < count; j += TSimd.Width)
            TSimd.Store(x + j, ExpFunction.Of(TSimd.Multiply(factor, TSimd.Subtract(TSimd.Load(x + j), shift))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Multiply<TSimd>(float* x, float factor, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd factors = TSimd.Broadcast(factor);
        int j = 0;
        for (; j <= count - TSimd.Width; j += TSimd.Width)
            TSimd.Store(x + j, TSimd.Multiply(TSimd.Load(x + j), factors));
        for (; j < count; j++)
            x[j] *= factor;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Gradients<TSimd>(float* p, float* ds, float sum, float scale, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        TSimd sums = TSimd.Broadcast(sum), factor = TSimd.Broadcast(scale);
        int j = 0;
        for (; j <= count - TSimd.Width; j += TSimd.Width)
        {
            TSimd scaled = TSimd.Multiply(factor, TSimd.Load(p + j));
            TSimd.Store(ds + j, TSimd.Multiply(scaled, TSimd.Subtract(TSimd.Load(ds + j), sums)));
        }

        for (; j < count; j++)
            ds[j] = scale * p[j] * (ds[j] - sum);
    }
}
