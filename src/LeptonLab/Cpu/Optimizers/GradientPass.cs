namespace LeptonLab.Cpu;

/// <summary>What gradient clipping needs: a sum of squares, and passes that write a new gradient.</summary>
internal static unsafe class GradientPass
{
    private const int Partials = 8;

    /// <summary>
    /// Σ x², in double: squares of floats neither overflow nor vanish there. Each chunk has eight sums, so that one does
    /// not wait for the other; they and the chunks are added in order.
    /// </summary>
    internal static double SumOfSquares(Tensor x)
    {
        var sums = new double[Elementwise.ChunkCount(x.Count)];
        ThreadTeam.Shared.Run(sums.Length, chunk =>
        {
            (int first, int end) = Elementwise.Range(chunk, x.Count);
            sums[chunk] = SumOfSquares(x.Values[first..end]);
        });
        double sum = 0;
        foreach (double one in sums)
            sum += one;
        return sum;
    }

    /// <summary>x · scale.</summary>
    internal static Tensor Scale(Tensor x, float scale) => Run(x, scale, clamp: false);

    /// <summary>x where it is within −most … most, else the nearer bound; NaN stays.</summary>
    internal static Tensor Clamp(Tensor x, float most) => Run(x, most, clamp: true);

    private static double SumOfSquares(ReadOnlySpan<float> x)
    {
        int i = 0;
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
        for (; i <= x.Length - Partials; i += Partials)
        {
            s0 += (double)x[i] * x[i];
            s1 += (double)x[i + 1] * x[i + 1];
            s2 += (double)x[i + 2] * x[i + 2];
            s3 += (double)x[i + 3] * x[i + 3];
            s4 += (double)x[i + 4] * x[i + 4];
            s5 += (double)x[i + 5] * x[i + 5];
            s6 += (double)x[i + 6] * x[i + 6];
            s7 += (double)x[i + 7] * x[i + 7];
        }

        for (; i < x.Length; i++)
            s0 += (double)x[i] * x[i];
        return s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7;
    }

    private static Tensor Run(Tensor x, float bound, bool clamp)
    {
        var y = new Tensor(x.Shape, x.Device);
        Chunks.Run(
            Elementwise.ChunkCount(x.Count),
            new Kernel { X = x.Pointer, Y = y.Pointer, Length = x.Count, Bound = bound, Clamps = clamp });
        GC.KeepAlive(x);
        return y;
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal int Length;
        internal float Bound;
        internal bool Clamps;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(X + i, end - i);
            Fence.Check(Y + i, end - i);
            i = Pass<TSimd>(i, end);
            Pass<Simd32>(i, end);
        }

        private readonly int Pass<TSimd>(int i, int end)
            where TSimd : struct, ISimd<TSimd>
        {
            float* x = X, y = Y;
            TSimd bound = TSimd.Broadcast(Bound), minus = TSimd.Broadcast(-Bound);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
            {
                TSimd value = TSimd.Load(x + i);
                if (Clamps)
                {
                    value = TSimd.SelectGreater(value, bound, bound, value);
                    value = TSimd.SelectGreater(minus, value, minus, value);
                }
                else
                {
                    value = TSimd.Multiply(value, bound);
                }

                TSimd.Store(y + i, value);
            }

            return i;
        }
    }
}
