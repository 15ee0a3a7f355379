namespace LeptonLab.Cpu;

/// <summary>Sums of vectors. Each number is added to in a fixed order.</summary>
internal static unsafe class Sums
{
    private const int ColumnsPerChunk = 512;

    /// <summary>y = a + b; any of them may be the same.</summary>
    internal static void Of(Tensor a, Tensor b, Tensor y)
    {
        Chunks.Run(
            Elementwise.ChunkCount(y.Count),
            new TwoKernel { A = a.Pointer, B = b.Pointer, Y = y.Pointer, Length = y.Count });
        GC.KeepAlive(a);
        GC.KeepAlive(b);
    }

    /// <summary>sums[c] += Σ_r matrix[r, c], the first row first.</summary>
    internal static void AddRows(float* matrix, int rows, int columns, float* sums)
    {
        Fence.Check(matrix, (long)rows * columns);
        Fence.Check(sums, columns);
        Chunks.Run(
            Chunks.Count(columns, ColumnsPerChunk),
            new RowsKernel { Matrix = matrix, Rows = rows, Columns = columns, Sums = sums });
    }

    private struct TwoKernel : IChunkKernel
    {
        internal float* A;
        internal float* B;
        internal float* Y;
        internal int Length;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int i, int end) = Elementwise.Range(chunk, Length);
            Fence.Check(A + i, end - i);
            Fence.Check(B + i, end - i);
            Fence.Check(Y + i, end - i);
            for (; i <= end - TSimd.Width; i += TSimd.Width)
                TSimd.Store(Y + i, TSimd.Add(TSimd.Load(A + i), TSimd.Load(B + i)));
            for (; i < end; i++)
                Y[i] = A[i] + B[i];
        }
    }

    private struct RowsKernel : IChunkKernel
    {
        internal float* Matrix;
        internal int Rows;
        internal int Columns;
        internal float* Sums;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * ColumnsPerChunk, end = Math.Min(first + ColumnsPerChunk, Columns);
            for (int row = 0; row < Rows; row++)
            {
                float* from = Matrix + (nint)row * Columns;
                int c = first;
                for (; c <= end - TSimd.Width; c += TSimd.Width)
                    TSimd.Store(Sums + c, TSimd.Add(TSimd.Load(Sums + c), TSimd.Load(from + c)));
                for (; c < end; c++)
                    Sums[c] += from[c];
            }
        }
    }
}
