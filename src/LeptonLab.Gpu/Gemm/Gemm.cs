namespace LeptonLab.Gpu;

/// <summary>
/// The product of two factors, tile by tile: what convolutions, dense layers and matrix products all are. One group computes
/// one tile: block by block of terms it brings both factors' lines to shared memory, and each thread adds 64 products for
/// every 16 numbers that it reads there. While one block is multiplied the next is on its way, in registers and into the other
/// half of shared memory, so there is one barrier to a block. (Volkov and Demmel, "Benchmarking GPUs to Tune Dense Linear
/// Algebra", SC 2008; NVIDIA's CUTLASS has the same shape.)
/// </summary>
/// <remarks>
/// Each sum is one chain in the order of the terms, or one for each slice of them: the same bits in every run. The grid is
/// [tiles of rows, tiles of columns, matrices · slices].
/// </remarks>
internal struct Gemm<TTile, TA, TB, TResult> : IGroupKernel
    where TTile : struct, ITile
    where TA : struct, IFactor
    where TB : struct, IFactor
    where TResult : struct, IResult
{
    internal TA A;
    internal TB B;
    internal TResult Result;
    internal int Rows;
    internal int Columns;
    internal int Terms;

    /// <summary>The first matrix of this launch.</summary>
    internal int FirstMatrix;

    /// <summary>Into how many parts the terms are divided.</summary>
    internal int Slices;

    /// <summary>Terms of a slice; a multiple of the tile's depth.</summary>
    internal int TermsOfSlice;

    public void Run()
    {
        int down = default(TTile).Down, across = default(TTile).Across, depth = default(TTile).Depth;
        int threads = down * across, shareOfA = 8 * depth / across, shareOfB = 8 * depth / down;

        // Room for two blocks of each factor; four numbers between the terms, see Supply.
        int strideOfA = 8 * down + 4, strideOfB = 8 * across + 4;
        int blockOfA = depth * strideOfA, blockOfB = depth * strideOfB;
        ArrayView<Float4> sharedA4 = SharedMemory.Allocate<Float4>(default(TTile).Depth * (8 * default(TTile).Down + 4) / 2);
        ArrayView<Float4> sharedB4 = SharedMemory.Allocate<Float4>(default(TTile).Depth * (8 * default(TTile).Across + 4) / 2);
        ArrayView<float> sharedA = sharedA4.Cast<float>(), sharedB = sharedB4.Cast<float>();

        int matrix = FirstMatrix + Grid.IdxZ / Slices, slice = Grid.IdxZ % Slices;
        int row = Grid.IdxX * 8 * down, column = Grid.IdxY * 8 * across;
        int begin = slice * TermsOfSlice;
        int end = IntrinsicMath.Min(begin + TermsOfSlice, Terms);

        var supplyOfA = default(Supply<TA>);
        var supplyOfB = default(Supply<TB>);
        supplyOfA.Begin(A, matrix, row, Rows, threads, depth, shareOfA);
        supplyOfB.Begin(B, matrix, column, Columns, threads, depth, shareOfB);

        int threadRow = Group.IdxX / across, threadColumn = Group.IdxX % across;
        var sums = default(Registers);
        int half = 0;
        supplyOfA.Load(begin, end, shareOfA);
        supplyOfB.Load(begin, end, shareOfB);
        supplyOfA.Store(sharedA, 0, strideOfA, shareOfA);
        supplyOfB.Store(sharedB, 0, strideOfB, shareOfB);
        Group.Barrier();
        for (int block = begin; block < end; block += depth)
        {
            int next = block + depth;
            if (next < end)
            {
                supplyOfA.Load(next, end, shareOfA);
                supplyOfB.Load(next, end, shareOfB);
            }

            int a = half * blockOfA / 4 + threadRow, b = half * blockOfB / 4 + threadColumn;
            for (int term = 0; term < depth; term++)
            {
                sums.MultiplyAdd(sharedA4[a], sharedA4[a + down], sharedB4[b], sharedB4[b + across]);
                a += 2 * down + 1;
                b += 2 * across + 1;
            }

            half = 1 - half;
            if (next < end)
            {
                supplyOfA.Store(sharedA, half * blockOfA, strideOfA, shareOfA);
                supplyOfB.Store(sharedB, half * blockOfB, strideOfB, shareOfB);
            }

            Group.Barrier();
        }

        row += 4 * threadRow;
        column += 4 * threadColumn;
        sums.Store(Result, matrix, slice, row, row + 4 * down, column, column + 4 * across);
    }
}
