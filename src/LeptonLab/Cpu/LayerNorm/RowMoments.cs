using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// What normalization needs of a row: x̂ = (x − Mean) · Inverse + Shift, where Mean is the rounded mean and Shift brings in
/// what was left of it. Measured about the first number and then about the mean, so that no digits cancel, see
/// <see cref="ChannelSums"/>.
/// </summary>
internal readonly unsafe struct RowMoments
{
    private RowMoments(float mean, float rest, float inverse)
    {
        (Mean, Rest, Inverse) = (mean, rest, inverse);
        Shift = -rest * inverse;
    }

    internal float Mean { get; }

    internal float Rest { get; }

    /// <summary>1/√(σ² + ε).</summary>
    internal float Inverse { get; }

    internal float Shift { get; }

    internal static RowMoments Load(float* moments) => new(moments[0], moments[1], moments[2]);

    internal void Store(float* moments) => (moments[0], moments[1], moments[2]) = (Mean, Rest, Inverse);

    /// <summary>The moments of a few rows, in steps over all of them: one row's sum need not wait for another's.</summary>
    /// <param name="x">The first row.</param>
    /// <param name="rows">How many.</param>
    /// <param name="count">Numbers in a row, at least one.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="result">One for each row.</param>
    /// <param name="chains">Working memory of <see cref="ChainSums"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Measure<TSimd>(float* x, int rows, int count, float epsilon, RowMoments* result, float* chains)
        where TSimd : struct, ISimd<TSimd>
    {
        double share = 1.0 / count;
        for (int row = 0; row < rows; row++)
        {
            float* first = x + (nint)row * count;
            float sum = ChainSums.Of<TSimd, Distances>(new Distances { X = first, Center = *first }, count, chains);
            double mean = *first + sum * share;
            result[row] = new((float)mean, (float)(mean - (float)mean), 0);
        }

        for (int row = 0; row < rows; row++)
        {
            (float center, double rest) = (result[row].Mean, result[row].Rest);
            float squares = ChainSums.Of<TSimd, Squares>(new Squares { X = x + (nint)row * count, Center = center }, count, chains);
            float variance = (float)Math.Max(0, squares * share - rest * rest);
            result[row] = new(center, (float)rest, 1 / MathF.Sqrt(variance + epsilon));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TSimd Normal<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd> =>
        TSimd.MultiplyAdd(TSimd.Subtract(x, TSimd.Broadcast(Mean)), TSimd.Broadcast(Inverse), TSimd.Broadcast(Shift));

    private struct Distances : IRowTerms
    {
        internal float* X;
        internal float Center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TSimd AddTo<TSimd>(TSimd sum, nint at)
            where TSimd : struct, ISimd<TSimd> =>
            TSimd.Add(sum, TSimd.Subtract(TSimd.Load(X + at), TSimd.Broadcast(Center)));
    }

    private struct Squares : IRowTerms
    {
        internal float* X;
        internal float Center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly TSimd AddTo<TSimd>(TSimd sum, nint at)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd away = TSimd.Subtract(TSimd.Load(X + at), TSimd.Broadcast(Center));
            return TSimd.MultiplyAdd(away, away, sum);
        }
    }
}
