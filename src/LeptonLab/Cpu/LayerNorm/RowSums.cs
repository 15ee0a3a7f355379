using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Terms of two sums over a row, a vector at a time.</summary>
internal interface IRowTerms
{
    /// <summary>Adds the terms from place <paramref name="at"/> of the row on.</summary>
    void Add<TSimd>(nint at, ref TSimd first, ref TSimd second)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>
/// Two sums over a contiguous row at once: term i goes to chain i mod 32, and the chains are added pairwise at the end.
/// There are 32 whatever the width of a vector.
/// </summary>
internal static unsafe class RowSums
{
    private const int Lanes = 16;
    private const int Chains = 2 * Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (float First, float Second) Of<TSimd, TTerms>(TTerms terms, int count)
        where TSimd : struct, ISimd<TSimd>
        where TTerms : struct, IRowTerms
    {
        float* firsts = stackalloc float[Chains], seconds = stackalloc float[Chains];
        int whole = count & -Chains, vectors = count & -Lanes;
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            TSimd a0 = TSimd.Zero, a1 = TSimd.Zero, b0 = TSimd.Zero, b1 = TSimd.Zero;
            for (int at = lane; at < whole; at += Chains)
            {
                terms.Add(at, ref a0, ref b0);
                terms.Add(at + Lanes, ref a1, ref b1);
            }

            if (vectors > whole)
                terms.Add(whole + lane, ref a0, ref b0);
            TSimd.Store(firsts + lane, a0);
            TSimd.Store(firsts + Lanes + lane, a1);
            TSimd.Store(seconds + lane, b0);
            TSimd.Store(seconds + Lanes + lane, b1);
        }

        for (int at = vectors; at < count; at++)
        {
            Simd32 a = Simd32.Load(firsts + at - whole), b = Simd32.Load(seconds + at - whole);
            terms.Add(at, ref a, ref b);
            Simd32.Store(firsts + at - whole, a);
            Simd32.Store(seconds + at - whole, b);
        }

        return (Sum<TSimd>(firsts), Sum<TSimd>(seconds));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum<TSimd>(float* chains)
        where TSimd : struct, ISimd<TSimd>
    {
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
            TSimd.Store(chains + lane, TSimd.Add(TSimd.Load(chains + lane), TSimd.Load(chains + Lanes + lane)));
        float s0 = chains[0] + chains[8], s1 = chains[1] + chains[9], s2 = chains[2] + chains[10], s3 = chains[3] + chains[11];
        float s4 = chains[4] + chains[12], s5 = chains[5] + chains[13], s6 = chains[6] + chains[14], s7 = chains[7] + chains[15];
        return s0 + s4 + (s2 + s6) + (s1 + s5 + (s3 + s7));
    }
}
