using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The sum of each column of a matrix, such as a bias gradient. Rows are dealt to chunks of a fixed length, whose sums are
/// added in order.
/// </summary>
internal static unsafe class ColumnSums
{
    private const int RowsPerChunk = 1024;

    /// <summary>sums[j] = Σ_i matrix[i, j].</summary>
    internal static void Run(float* matrix, int rows, int columns, float* sums)
    {
        int chunks = Chunks.Count(rows, RowsPerChunk);
        var partial = new TensorStorage(checked(chunks * columns));
        partial.Span.Clear();
        Chunks.Run(chunks, new Kernel { Matrix = matrix, Rows = rows, Columns = columns, Partial = partial.Pointer });
        new Span<float>(sums, columns).Clear();
        for (int chunk = 0; chunk < chunks; chunk++)
        for (int column = 0; column < columns; column++)
            sums[column] += partial.Span[chunk * columns + column];
        partial.Release();
    }

    /// <summary>sums[j] += Σ_i matrix[i, j], row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static void Add<TSimd>(float* matrix, int rows, int columns, float* sums)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(matrix, (long)rows * columns);
        Fence.Check(sums, columns);
        int column = 0;
        for (; column <= columns - TSimd.Width; column += TSimd.Width)
        {
            TSimd sum = TSimd.Load(sums + column);
            for (int row = 0; row < rows; row++)
                sum = TSimd.Add(sum, TSimd.Load(matrix + (nint)row * columns + column));
            TSimd.Store(sums + column, sum);
        }

        for (; column < columns; column++)
        {
            float sum = sums[column];
            for (int row = 0; row < rows; row++)
                sum += matrix[(nint)row * columns + column];
            sums[column] = sum;
        }
    }

    private struct Kernel : IChunkKernel
    {
        internal float* Matrix;
        internal int Rows;
        internal int Columns;
        internal float* Partial;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * RowsPerChunk;
            Add<TSimd>(
                Matrix + (nint)first * Columns, Math.Min(RowsPerChunk, Rows - first), Columns, Partial + (nint)chunk * Columns);
        }
    }
}
