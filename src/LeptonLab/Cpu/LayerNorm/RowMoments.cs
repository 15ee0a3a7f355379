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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static RowMoments Measure<TSimd>(float* x, int count, float epsilon)
        where TSimd : struct, ISimd<TSimd>
    {
        (float sum, _) = RowSums.Of<TSimd, Distances>(new Distances { X = x, Center = *x }, count);
        double mean = *x + (double)sum / count;
        float center = (float)mean;
        double rest = mean - center;
        (_, float squares) = RowSums.Of<TSimd, Distances>(new Distances { X = x, Center = center }, count);
        double variance = Math.Max(0, (double)squares / count - rest * rest);
        return new(center, (float)rest, (float)(1 / Math.Sqrt(variance + epsilon)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TSimd Normal<TSimd>(TSimd x)
        where TSimd : struct, ISimd<TSimd> =>
        TSimd.MultiplyAdd(TSimd.Subtract(x, TSimd.Broadcast(Mean)), TSimd.Broadcast(Inverse), TSimd.Broadcast(Shift));

    /// <summary>Σ (x − center) and Σ (x − center)².</summary>
    private struct Distances : IRowTerms
    {
        internal float* X;
        internal float Center;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Add<TSimd>(nint at, ref TSimd first, ref TSimd second)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd away = TSimd.Subtract(TSimd.Load(X + at), TSimd.Broadcast(Center));
            first = TSimd.Add(first, away);
            second = TSimd.MultiplyAdd(away, away, second);
        }
    }
}
