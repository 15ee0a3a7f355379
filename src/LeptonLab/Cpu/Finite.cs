namespace LeptonLab.Cpu;

/// <summary>Whether numbers are neither infinite nor NaN.</summary>
internal static unsafe class Finite
{
    /// <summary>Whether all of them are: 0 · x is zero for every finite x, and else NaN.</summary>
    internal static bool All(float* first, int count) => SimdWidth.Bits switch
    {
        512 => All<Simd512>(first, count),
        256 => All<Simd256>(first, count),
        _ => All<Simd128>(first, count),
    };

    private static bool All<TSimd>(float* first, int count)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(first, count);
        TSimd zero = TSimd.Zero, s0 = zero, s1 = zero, s2 = zero, s3 = zero;
        int i = 0;
        for (; i <= count - 4 * TSimd.Width; i += 4 * TSimd.Width)
        {
            s0 = TSimd.MultiplyAdd(TSimd.Load(first + i), zero, s0);
            s1 = TSimd.MultiplyAdd(TSimd.Load(first + i + TSimd.Width), zero, s1);
            s2 = TSimd.MultiplyAdd(TSimd.Load(first + i + 2 * TSimd.Width), zero, s2);
            s3 = TSimd.MultiplyAdd(TSimd.Load(first + i + 3 * TSimd.Width), zero, s3);
        }

        float* lanes = stackalloc float[16];
        TSimd.Store(lanes, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)));
        float sum = 0;
        for (int lane = 0; lane < TSimd.Width; lane++)
            sum += lanes[lane];
        for (; i < count; i++)
            sum += 0 * first[i];
        return sum == 0;
    }
}
