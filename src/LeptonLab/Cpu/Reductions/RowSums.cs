using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>What one row sum adds up.</summary>
internal unsafe interface IRowTerm
{
    /// <summary>sum + the term at x and y; y is the row that goes with x.</summary>
    static abstract TSimd Add<TSimd>(TSimd sum, float* x, float* y)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>
/// Sums along a row of neighbours. Blocks of 4096 terms have 64 chains each, whatever the width of a vector, for all terms in
/// whole groups of 16, and one chain for the rest; the chains of a block are added pairwise, the blocks in order and in double.
/// </summary>
internal static unsafe class RowSums
{
    private const int Lanes = 64;
    private const int Block = 4096;

    /// <summary>Σ x[t].</summary>
    internal static double Sum<TSimd>(float* x, nint count)
        where TSimd : struct, ISimd<TSimd> => Run<TSimd, Numbers>(x, x, count);

    /// <summary>Σ x[t] y[t].</summary>
    internal static double Dot<TSimd>(float* x, float* y, nint count)
        where TSimd : struct, ISimd<TSimd> => Run<TSimd, Products>(x, y, count);

    private static double Run<TSimd, TTerm>(float* x, float* y, nint count)
        where TSimd : struct, ISimd<TSimd>
        where TTerm : struct, IRowTerm
    {
        Fence.Check(x, count);
        Fence.Check(y, count);
        double sum = 0;
        for (nint first = 0; first < count; first += Block)
            sum += BlockSum<TSimd, TTerm>(x + first, y + first, (int)Math.Min(Block, count - first));
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    [SkipLocalsInit]
    private static float BlockSum<TSimd, TTerm>(float* x, float* y, int count)
        where TSimd : struct, ISimd<TSimd>
        where TTerm : struct, IRowTerm
    {
        int whole = count / Lanes * Lanes, sixteens = count / LaneFold.Lanes * LaneFold.Lanes;
        Simd32 rest = Simd32.Zero;
        for (int t = sixteens; t < count; t++)
            rest = TTerm.Add(rest, x + t, y + t);
        if (sixteens == 0)
            return Value(rest);

        float* block = stackalloc float[Lanes + LaneFold.Lanes], lanes = LaneFold.Aligned(block);
        for (int lane = 0; lane < Lanes; lane += 4 * TSimd.Width)
        {
            TSimd s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
            int t = lane;
            for (; t < whole; t += Lanes)
            {
                s0 = TTerm.Add(s0, x + t, y + t);
                s1 = TTerm.Add(s1, x + t + TSimd.Width, y + t + TSimd.Width);
                s2 = TTerm.Add(s2, x + t + 2 * TSimd.Width, y + t + 2 * TSimd.Width);
                s3 = TTerm.Add(s3, x + t + 3 * TSimd.Width, y + t + 3 * TSimd.Width);
            }

            if (t < sixteens)
                s0 = TTerm.Add(s0, x + t, y + t);
            if (t + TSimd.Width < sixteens)
                s1 = TTerm.Add(s1, x + t + TSimd.Width, y + t + TSimd.Width);
            if (t + 2 * TSimd.Width < sixteens)
                s2 = TTerm.Add(s2, x + t + 2 * TSimd.Width, y + t + 2 * TSimd.Width);
            if (t + 3 * TSimd.Width < sixteens)
                s3 = TTerm.Add(s3, x + t + 3 * TSimd.Width, y + t + 3 * TSimd.Width);
            if (4 * TSimd.Width == Lanes)
            {
                TSimd.Store(lanes, TSimd.Add(TSimd.Add(s0, s2), TSimd.Add(s1, s3)));
                return LaneFold.Sum16(lanes) + Value(rest);
            }

            TSimd.Store(lanes + lane, s0);
            TSimd.Store(lanes + lane + TSimd.Width, s1);
            TSimd.Store(lanes + lane + 2 * TSimd.Width, s2);
            TSimd.Store(lanes + lane + 3 * TSimd.Width, s3);
        }

        for (int half = Lanes / 2; half >= LaneFold.Lanes; half /= 2)
        for (int lane = 0; lane < half; lane += TSimd.Width)
            TSimd.Store(lanes + lane, TSimd.Add(TSimd.Load(lanes + lane), TSimd.Load(lanes + lane + half)));
        return LaneFold.Sum16(lanes) + Value(rest);
    }

    private static float Value(Simd32 number)
    {
        float value;
        Simd32.Store(&value, number);
        return value;
    }

    private readonly struct Numbers : IRowTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Add<TSimd>(TSimd sum, float* x, float* y)
            where TSimd : struct, ISimd<TSimd> => TSimd.Add(sum, TSimd.Load(x));
    }

    private readonly struct Products : IRowTerm
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TSimd Add<TSimd>(TSimd sum, float* x, float* y)
            where TSimd : struct, ISimd<TSimd> => TSimd.MultiplyAdd(TSimd.Load(x), TSimd.Load(y), sum);
    }
}
