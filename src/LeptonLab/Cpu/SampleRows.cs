using System.Runtime.Intrinsics;
using LeptonLab.Numerics;

namespace LeptonLab.Cpu;

/// <summary>Deals the rows of [samples, classes] to the thread team; each row belongs to one thread, so that order does not matter.</summary>
internal static class SampleRows
{
    private const int NumbersPerChunk = 1 << 12;

    /// <summary>Work on a row; <paramref name="scratch"/> holds one number for each class.</summary>
    internal delegate void RowWork(int sample, Span<double> scratch);

    internal static void Run(Tensor z, RowWork work)
    {
        int samples = z.Shape[0], classes = z.Shape[1], samplesPerChunk = Math.Max(1, NumbersPerChunk / Math.Max(1, classes));
        ThreadTeam.Shared.Run(Chunks.Count(samples, samplesPerChunk), chunk =>
        {
            int first = chunk * samplesPerChunk, end = Math.Min(first + samplesPerChunk, samples);
            Span<double> scratch = classes <= 1024 ? stackalloc double[classes] : new double[classes];
            for (int n = first; n < end; n++)
                work(n, scratch);
        });
    }

    /// <summary>p = softmax z; returns log Σ exp z.</summary>
    internal static double Softmax(ReadOnlySpan<float> z, Span<double> p)
    {
        float largest = z[0];
        foreach (float logit in z)
            largest = MathF.Max(largest, logit);
        Exponentials.Run(z, largest, p);
        double sum = 0;
        foreach (double exponential in p)
            sum += exponential;
        Exponentials.Divide(p, sum);
        return largest + PortableMath.Log(sum);
    }

    /// <summary>y = x · scale.</summary>
    internal static void Multiply(ReadOnlySpan<float> x, float scale, Span<float> y)
    {
        int i = 0;
        for (; i <= x.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            (Vector256.Create(x[i..]) * scale).CopyTo(y[i..]);
        for (; i < x.Length; i++)
            y[i] = x[i] * scale;
    }
}
