namespace LeptonLab.Cpu;

/// <summary>
/// Matrix product c[i, j] (+)= Σ_t a[i, t] · b[t, j] for any strides, so for all cases of transposition. After Goto and
/// van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone:
/// <list type="bullet">
/// <item><b>dot</b> (<see cref="GemmDots"/>): at most 4 rows or 4 columns, whose other side has contiguous terms.</item>
/// <item><b>row</b> (<see cref="GemmRow"/>): at most 2 rows, and b has contiguous rows of at least 64 columns. Read in place.</item>
/// <item><b>turned</b>: one column, and the columns of a are contiguous: computed as one row.</item>
/// <item><b>split</b>: a small result with a very long sum (a dense layer behind a flattened image, a 1×1 kernel's weight
/// gradient): chunks are parts of the sum, added up in order.</item>
/// <item><b>blocked</b> (<see cref="GemmBlocks"/>): the rest. Blocks of the result are independent chunks; each packs its
/// part of a and b, 256 terms at a time.</item>
/// </list>
/// A batch of products is dealt product by product, see <see cref="RunBatch"/>.
/// </remarks>
internal static unsafe class Gemm
{
    private const int ScratchNumbers = 1 << 18; // partial sums that a thread keeps for the next product
    private const int SplitTerms = 2048;
    private const int SplitResult = 1 << 14;
    private const int LargeSplitResult = 1 << 20;
    private const int MostParts = 16;

    internal static void Run(in GemmOperands operands)
    {
        if (operands.Rows == 0 || operands.Columns == 0)
            return;
        if (operands.Columns == 1 && operands.ARow == 1 && operands.CRow == 1 && operands.Rows > 1)
            Run(operands.Turned());
        else if (GemmDots.Takes(operands))
            GemmDots.Run(operands);
        else if (GemmRow.Takes(operands))
            GemmRow.Run(operands);
        else if (PartTerms(operands) is int terms and > 0)
            RunSplit(operands, terms);
        else
            Chunks.Run(new GemmBlocks(operands).Count, new GemmBlocks(operands));
    }

    /// <summary>Equal products of matrices that lie at equal distances: result n = a n · b n.</summary>
    internal static void RunBatch(int count, GemmOperands operands, nint aBatch, nint bBatch, nint cBatch)
    {
        // Few products share the threads one after another, many are dealt to them.
        if (count < 4)
        {
            for (int n = 0; n < count; n++)
                Run(operands.Moved(n * aBatch, n * bBatch, n * cBatch));
        }
        else
        {
            ThreadTeam.Shared.Run(count, n => Run(operands.Moved(n * aBatch, n * bBatch, n * cBatch)));
        }
    }

    /// <summary>Terms of a part of the sum, or 0 where it is not divided.</summary>
    private static int PartTerms(in GemmOperands operands)
    {
        long result = (long)operands.Rows * operands.Columns;
        if (operands.Terms <= 2 * SplitTerms || result > LargeSplitResult)
            return 0;
        return result <= SplitResult ? SplitTerms : Math.Max(SplitTerms, Chunks.Count(operands.Terms, MostParts));
    }

    private static void RunSplit(GemmOperands operands, int partTerms)
    {
        int parts = Chunks.Count(operands.Terms, partTerms);
        int size = operands.Rows * operands.Columns;
        TensorStorage? sums = (long)parts * size <= ScratchNumbers ? null : new TensorStorage(checked(parts * size));
        float* partial = sums is null ? Scratch.Get(ScratchSlot.Sums, parts * size) : sums.Pointer;
        Chunks.Run(parts, new Part { Partial = partial, Terms = partTerms, Operands = operands });
        Chunks.Run(operands.Rows, new Sum { Partial = partial, Parts = parts, Operands = operands });
        sums?.Release();
    }

    /// <summary>A chunk is one part of the sum, for all of the result.</summary>
    private struct Part : IChunkKernel
    {
        internal float* Partial;
        internal int Terms;
        internal GemmOperands Operands;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * Terms;
            GemmOperands part = Operands with
            {
                Terms = Math.Min(Terms, Operands.Terms - first),
                A = Operands.A + first * Operands.AStep,
                B = Operands.B + first * Operands.BRow,
                C = Partial + (nint)chunk * Operands.Rows * Operands.Columns,
                CRow = Operands.Columns,
                Accumulate = false,
            };
            var blocks = new GemmBlocks(part, alone: true);
            for (int block = 0; block < blocks.Count; block++)
                blocks.Run<TSimd>(block);
        }
    }

    /// <summary>A chunk is one row of the result.</summary>
    private struct Sum : IChunkKernel
    {
        internal float* Partial;
        internal int Parts;
        internal GemmOperands Operands;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            nint size = (nint)Operands.Rows * Operands.Columns;
            float* from = Partial + (nint)chunk * Operands.Columns;
            float* target = Operands.C + chunk * Operands.CRow;
            int j = 0;
            for (; j <= Operands.Columns - TSimd.Width; j += TSimd.Width)
            {
                TSimd sum = Operands.Accumulate ? TSimd.Load(target + j) : TSimd.Zero;
                for (int part = 0; part < Parts; part++)
                    sum = TSimd.Add(sum, TSimd.Load(from + part * size + j));
                TSimd.Store(target + j, sum);
            }

            for (; j < Operands.Columns; j++)
            {
                float sum = Operands.Accumulate ? target[j] : 0;
                for (int part = 0; part < Parts; part++)
                    sum += from[part * size + j];
                target[j] = sum;
            }
        }
    }
}
