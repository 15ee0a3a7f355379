namespace LeptonLab.Cpu;

/// <summary>Sums, scaling and bounds of gradients, a pass over the memory each.</summary>
internal sealed unsafe class Gradients : Ops.Gradients.IKernel
{
    private const int Partials = 8;

    public void Add(Tensor a, Tensor b, Tensor y) => Sums.Of(a, b, y);

    /// <summary>
    /// In double: squares of floats neither overflow nor vanish there. Each chunk has eight sums, so that one does not wait
    /// for the other; they, the chunks and the tensors are added in order.
    /// </summary>
    public double SumOfSquares(IReadOnlyList<Tensor> tensors)
    {
        double sum = 0;
        foreach (Tensor tensor in tensors)
            sum += SumOfSquares(tensor);
        return sum;
    }

    public void Scale(Tensor x, Tensor y, float scale) => Run(x, y, scale, clamp: false);

    public void Clamp(Tensor x, Tensor y, float most) => Run(x, y, most, clamp: true);

    private static double SumOfSquares(Tensor x)
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

    private static void Run(Tensor x, Tensor y, float bound, bool clamp)
    {
        Chunks.Run(
            Elementwise.ChunkCount(x.Count),
            new Kernel { X = x.Pointer, Y = y.Pointer, Length = x.Count, Bound = bound, Clamps = clamp });
        GC.KeepAlive(x);
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
