using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Terms of a sum over a row, a vector at a time.</summary>
internal interface IRowTerms
{
    /// <summary>Adds the terms from place <paramref name="at"/> of the row on.</summary>
    TSimd AddTo<TSimd>(TSimd sum, nint at)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>
/// A sum over a contiguous row: term i goes to chain i mod 32, and the chains are added pairwise at the end. There are 32
/// whatever the width of a vector.
/// </summary>
internal static unsafe class ChainSums
{
    /// <summary>The working memory that a sum takes, in numbers.</summary>
    internal const int Chains = 32;

    private const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float Of<TSimd, TTerms>(TTerms terms, int count, float* chains)
        where TSimd : struct, ISimd<TSimd>
        where TTerms : struct, IRowTerms
    {
        int whole = count & -Chains, vectors = count & -Lanes;
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
        {
            TSimd first = TSimd.Zero, second = TSimd.Zero;
            for (int at = lane; at < whole; at += Chains)
            {
                first = terms.AddTo(first, at);
                second = terms.AddTo(second, at + Lanes);
            }

            if (vectors > whole)
                first = terms.AddTo(first, whole + lane);
            TSimd.Store(chains + lane, first);
            TSimd.Store(chains + Lanes + lane, second);
        }

        for (int at = vectors; at < count; at++)
            Simd32.Store(chains + at - whole, terms.AddTo(Simd32.Load(chains + at - whole), at));
        for (int lane = 0; lane < Lanes; lane += TSimd.Width)
            TSimd.Store(chains + lane, TSimd.Add(TSimd.Load(chains + lane), TSimd.Load(chains + Lanes + lane)));
        Simd128 even = Simd128.Add(Simd128.Load(chains), Simd128.Load(chains + 8));
        Simd128 odd = Simd128.Add(Simd128.Load(chains + 4), Simd128.Load(chains + 12));
        Simd128.Store(chains, Simd128.Add(even, odd));
        return chains[0] + chains[2] + (chains[1] + chains[3]);
    }
}
