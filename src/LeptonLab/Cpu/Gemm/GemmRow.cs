using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// Products of <see cref="Gemm"/> with one row or two: b is read once from front to back, eight rows at a time, and each
/// number of it is multiplied with one number of a. As in the blocked path each result is one chain over the terms.
/// </summary>
internal static unsafe class GemmRow
{
    private const int MostRows = 2;
    private const int LeastColumns = 64;
    private const int BlockColumns = 1024;

    internal static bool Takes(in GemmOperands g) => g.Rows <= MostRows && g.BColumn == 1 && g.Columns >= LeastColumns;

    internal static void Run(in GemmOperands g)
    {
        int columns = Math.Clamp(Chunks.Count(Chunks.Count(g.Columns, 16), 64) * 64, 64, BlockColumns);
        Chunks.Run(Chunks.Count(g.Columns, columns), new Kernel { Operands = g, ColumnsPerChunk = columns });
    }

    private struct Kernel : IChunkKernel
    {
        internal GemmOperands Operands;
        internal int ColumnsPerChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk * ColumnsPerChunk, columns = Math.Min(ColumnsPerChunk, Operands.Columns - first);
            Fence.Check(
                Operands.A, Operands.Terms == 0 ? 0 : (Operands.Rows - 1) * Operands.ARow + (Operands.Terms - 1) * Operands.AStep + 1);
            Fence.Check(Operands.B + first, Operands.Terms, Operands.BRow, columns);
            Fence.Check(Operands.C + first, Operands.Rows, Operands.CRow, columns);
            for (int row = 0; row < Operands.Rows; row++)
            {
                float* c = Operands.C + row * Operands.CRow + first;
                if (!Operands.Accumulate)
                    new Span<float>(c, columns).Clear();
                float* a = Operands.A + row * Operands.ARow;
                float* b = Operands.B + first;
                int term = 0;
                for (; term <= Operands.Terms - 8; term += 8, a += 8 * Operands.AStep, b += 8 * Operands.BRow)
                    Add8<TSimd>(a, Operands.AStep, b, Operands.BRow, c, columns);
                for (; term < Operands.Terms; term++, a += Operands.AStep, b += Operands.BRow)
                    Add1<TSimd>(*a, b, c, columns);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Add8<TSimd>(float* a, nint aStep, float* b, nint bRow, float* c, int columns)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd a0 = TSimd.Broadcast(*a), a1 = TSimd.Broadcast(a[aStep]), a2 = TSimd.Broadcast(a[2 * aStep]);
            TSimd a3 = TSimd.Broadcast(a[3 * aStep]), a4 = TSimd.Broadcast(a[4 * aStep]), a5 = TSimd.Broadcast(a[5 * aStep]);
            TSimd a6 = TSimd.Broadcast(a[6 * aStep]), a7 = TSimd.Broadcast(a[7 * aStep]);
            int column = 0;
            for (; column <= columns - TSimd.Width; column += TSimd.Width)
            {
                float* from = b + column;
                float* from3 = from + 3 * bRow;
                float* from6 = from3 + 3 * bRow;
                TSimd sum = TSimd.Load(c + column);
                sum = TSimd.MultiplyAdd(a0, TSimd.Load(from), sum);
                sum = TSimd.MultiplyAdd(a1, TSimd.Load(from + bRow), sum);
                sum = TSimd.MultiplyAdd(a2, TSimd.Load(from + 2 * bRow), sum);
                sum = TSimd.MultiplyAdd(a3, TSimd.Load(from3), sum);
                sum = TSimd.MultiplyAdd(a4, TSimd.Load(from3 + bRow), sum);
                sum = TSimd.MultiplyAdd(a5, TSimd.Load(from3 + 2 * bRow), sum);
                sum = TSimd.MultiplyAdd(a6, TSimd.Load(from6), sum);
                sum = TSimd.MultiplyAdd(a7, TSimd.Load(from6 + bRow), sum);
                TSimd.Store(c + column, sum);
            }

            for (; column < columns; column++)
            {
                for (int term = 0; term < 8; term++)
                    c[column] = MathF.FusedMultiplyAdd(a[term * aStep], b[term * bRow + column], c[column]);
            }
        }

        private static void Add1<TSimd>(float a, float* b, float* c, int columns)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd left = TSimd.Broadcast(a);
            int column = 0;
            for (; column <= columns - TSimd.Width; column += TSimd.Width)
                TSimd.Store(c + column, TSimd.MultiplyAdd(left, TSimd.Load(b + column), TSimd.Load(c + column)));
            for (; column < columns; column++)
                c[column] = MathF.FusedMultiplyAdd(a, b[column], c[column]);
        }
    }
}
