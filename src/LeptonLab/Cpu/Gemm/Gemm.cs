namespace LeptonLab.Cpu;

/// <summary>
/// Matrix product c[i, j] (+)= Σ_t a[i, t] · b[t, j] for any strides, so for all cases of transposition. After Goto and
/// van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone:
/// <list type="bullet">
/// <item><b>blocked</b>: blocks of the result are independent chunks; each packs its part of a and b, 256 terms at a time.</item>
/// <item><b>split</b>: a small result with a very long sum (a dense layer behind a flattened image): chunks are parts of
/// the sum, added up in order.</item>
/// </list>
/// </remarks>
internal static unsafe class Gemm
{
    private const int SplitTerms = 2048;
    private const int SplitResult = 1 << 14;

    internal static void Run(in GemmOperands operands)
    {
        if (operands.Rows == 0 || operands.Columns == 0)
            return;
        if (operands.Terms > 2 * SplitTerms && (long)operands.Rows * operands.Columns <= SplitResult)
            RunSplit(operands);
        else
            Chunks.Run(new GemmBlocks(operands).Count, new GemmBlocks(operands));
    }

    private static void RunSplit(GemmOperands operands)
    {
        int parts = Chunks.Count(operands.Terms, SplitTerms);
        int size = operands.Rows * operands.Columns;
        var sums = new TensorStorage(checked(parts * size));
        float* partial = sums.Pointer;

        ThreadTeam.Shared.Run(parts, part =>
        {
            int first = part * SplitTerms;
            var block = new GemmBlocks(operands with
            {
                Terms = Math.Min(SplitTerms, operands.Terms - first),
                A = operands.A + first * operands.AStep,
                B = operands.B + first * operands.BRow,
                C = partial + (nint)part * size,
                CRow = operands.Columns,
                Accumulate = false,
            });
            Chunks.Run(block.Count, block);
        });

        for (int i = 0; i < operands.Rows; i++)
        for (int j = 0; j < operands.Columns; j++)
        {
            float* target = operands.C + i * operands.CRow + j;
            float sum = operands.Accumulate ? *target : 0;
            for (int part = 0; part < parts; part++)
                sum += partial[(nint)part * size + i * operands.Columns + j];
            *target = sum;
        }

        GC.KeepAlive(sums);
        sums.Release();
    }
}
