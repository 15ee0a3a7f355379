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
/// [tiles of rows · tiles of columns, 1, matrices · slices]: only the first extent may be beyond 65,535.
/// </remarks>
internal struct Gemm<TTile, TA, TB, TResult> : IGroupKernel
    where TTile : struct, ITile
    where TA : struct, ISupply
    where TB : struct, ISupply
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

    /// <summary>Into how many parts the terms are divided; each of them has a part for each team.</summary>
    internal int Slices;

    /// <summary>Terms of a slice; a multiple of the tile's depth.</summary>
    internal int TermsOfSlice;

    public void Run()
    {
        int down = default(TTile).Down, across = default(TTile).Across, teams = default(TTile).Teams, depth = default(TTile).Depth;
        int threads = down * across * teams, shareOfA = 8 * down * depth / threads, shareOfB = 8 * across * depth / threads;

        // Room for two blocks of each factor; four numbers between the terms, see ISupply.
        int strideOfA = 8 * down + 4, strideOfB = 8 * across + 4;
        ArrayView<float> sharedA = SharedMemory.Allocate<Float4>(default(TTile).Depth * (8 * default(TTile).Down + 4) / 2).Cast<float>();
        ArrayView<float> sharedB = SharedMemory.Allocate<Float4>(default(TTile).Depth * (8 * default(TTile).Across + 4) / 2).Cast<float>();

        int matrix = FirstMatrix + Grid.IdxZ / Slices, slice = Grid.IdxZ % Slices;
        int tilesDown = (Rows + 8 * down - 1) / (8 * down);
        int row = Grid.IdxX % tilesDown * 8 * down, column = Grid.IdxX / tilesDown * 8 * across;
        int begin = slice * TermsOfSlice;
        int end = IntrinsicMath.Min(begin + TermsOfSlice, Terms);

        TA supplyOfA = A;
        TB supplyOfB = B;
        supplyOfA.Begin(matrix, row, Rows, threads, depth, shareOfA);
        supplyOfB.Begin(matrix, column, Columns, threads, depth, shareOfB);

        // A warp is 8 columns of threads wide, or as many as there are, and neighbours have one column: of the 32 fours that it
        // reads of a factor many are the same ones, side by side, and come from shared memory at once.
        int member = Group.IdxX % (down * across), team = Group.IdxX / (down * across), width = across < 8 ? across : 8;
        int threadColumn = member / 2 % width + width * (member / 32 % (across / width));
        int threadRow = member % 2 + 2 * (member % 32 / (2 * width)) + 32 / width * (member / 32 / (across / width));
        int firstOfA = team * (depth / teams) * strideOfA + 4 * threadRow, firstOfB = team * (depth / teams) * strideOfB + 4 * threadColumn;

        var sums = default(Registers);
        int half = 0;
        if (begin < end)
        {
            supplyOfA.Load(begin, end, shareOfA);
            supplyOfB.Load(begin, end, shareOfB);
            supplyOfA.Store(sharedA, strideOfA, shareOfA);
            supplyOfB.Store(sharedB, strideOfB, shareOfB);
        }

        Group.Barrier();
        for (int block = begin; block < end; block += depth)
        {
            int next = block + depth;
            if (next < end)
            {
                supplyOfA.Load(next, end, shareOfA);
                supplyOfB.Load(next, end, shareOfB);
            }

            int a = half * depth * strideOfA + firstOfA, b = half * depth * strideOfB + firstOfB;
            for (int term = 0; term < depth / teams; term += 4)
            {
                ArrayView<Float4> ofA = sharedA.SubView(a).Cast<Float4>().AsAligned(16), ofB = sharedB.SubView(b).Cast<Float4>().AsAligned(16);
                Multiply(ref sums, ofA, ofB, 0);
                if (depth > 1)
                {
                    Multiply(ref sums, ofA, ofB, 1);
                    Multiply(ref sums, ofA, ofB, 2);
                    Multiply(ref sums, ofA, ofB, 3);
                }

                a += 4 * strideOfA;
                b += 4 * strideOfB;
            }

            half = 1 - half;
            if (next < end)
            {
                supplyOfA.Store(sharedA.SubView(half * depth * strideOfA), strideOfA, shareOfA);
                supplyOfB.Store(sharedB.SubView(half * depth * strideOfB), strideOfB, shareOfB);
            }

            Group.Barrier();
        }

        row += 4 * threadRow;
        column += 4 * threadColumn;
        sums.Store(Result, matrix, slice * teams + team, row, row + 4 * down, column, column + 4 * across);
    }

    // One term: this thread's eight numbers of each factor, four from each half of the tile.
    private static void Multiply(ref Registers sums, ArrayView<Float4> ofA, ArrayView<Float4> ofB, int term)
    {
        int down = default(TTile).Down, across = default(TTile).Across;
        int a = term * (2 * down + 1), b = term * (2 * across + 1);
        sums.MultiplyAdd(ofA[a], ofA[a + down], ofB[b], ofB[b + across]);
    }
}
