using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Applies a function to tensors that are repeated to one shape, on the thread team, without copying them.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>rows</b>: the result's last axis, or several that all operands share; an operand gives a vector of its row, or
/// one number to all of it. Equal shapes, and scalars, are one long row.</item>
/// <item><b>short rows</b>: where operands are contiguous or one short row for all, such as a bias of three channels, that
/// row is written out several times first, so that the vectors are full.</item>
/// </list>
/// </remarks>
internal static unsafe class BroadcastMap
{
    private const int ShortRow = 128;
    private const int LongRow = 1024;

    /// <summary>y = f(a, b).</summary>
    internal static void Run<TFunction>(TFunction function, BroadcastOperand a, BroadcastOperand b, float* y, BroadcastGeometry g)
        where TFunction : struct, IBinaryFunction => Run(new FirstTwo<TFunction>(function), a, b, b, y, g);

    /// <summary>y = f(a, b, c).</summary>
    internal static void Run<TFunction>(
        TFunction function, BroadcastOperand a, BroadcastOperand b, BroadcastOperand c, float* y, BroadcastGeometry g)
        where TFunction : struct, ITernaryFunction
    {
        int[] extents = g.Extents.Length > 0 ? g.Extents : [1];
        int total = g.Shape.Count;
        if (total == 0)
            return;
        if (extents.Length == 2 && extents[1] < ShortRow && Repeats(a, extents) && Repeats(b, extents) && Repeats(c, extents))
        {
            int[] longer = [0, LongRow / extents[1] * extents[1]];
            float* tiles = Scratch.Get(ScratchSlot.BroadcastRows, 3 * LongRow);
            a = WrittenOut(a, extents, longer, tiles);
            b = WrittenOut(b, extents, longer, tiles + LongRow);
            c = WrittenOut(c, extents, longer, tiles + 2 * LongRow);
            extents = longer;
        }

        int length = extents[^1], rows = Chunks.Count(total, length);
        int segments = Chunks.Count(length, Elementwise.ChunkLength), rowsPerChunk = Math.Max(1, Elementwise.ChunkLength / length);
        Chunks.Run(Chunks.Count(rows, rowsPerChunk) * segments, new Kernel<TFunction>
        {
            Function = function, A = a, B = b, C = c, Y = y, Extents = extents, Total = total,
            Rows = rows, RowsPerChunk = rowsPerChunk, Segments = segments,
        });
    }

    private static bool Repeats(BroadcastOperand operand, int[] extents) =>
        operand.IsRepeatedRow || operand.IsContiguous(extents);

    private static BroadcastOperand WrittenOut(BroadcastOperand operand, int[] extents, int[] longer, float* tile)
    {
        if (!operand.IsRepeatedRow)
            return new(operand.Pointer, [longer[1], 1]);
        for (int i = 0; i < longer[1]; i++)
            tile[i] = operand.Pointer[i % extents[1]];
        return new(tile, [0, 1]);
    }

    private readonly struct FirstTwo<TFunction>(TFunction function) : ITernaryFunction
        where TFunction : struct, IBinaryFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TSimd Of<TSimd>(TSimd a, TSimd b, TSimd c)
            where TSimd : struct, ISimd<TSimd> => function.Of(a, b);
    }

    /// <summary>A chunk is some rows, or a segment of a long one.</summary>
    private struct Kernel<TFunction> : IChunkKernel
        where TFunction : struct, ITernaryFunction
    {
        internal TFunction Function;
        internal BroadcastOperand A;
        internal BroadcastOperand B;
        internal BroadcastOperand C;
        internal float* Y;
        internal int[] Extents;
        internal int Total;
        internal int Rows;
        internal int RowsPerChunk;
        internal int Segments;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int length = Extents[^1], first = chunk % Segments * Elementwise.ChunkLength;
            int row = chunk / Segments * RowsPerChunk, end = Math.Min(row + RowsPerChunk, Rows);
            nint aStep = A.Step, bStep = B.Step, cStep = C.Step;
            while (row < end)
            {
                // As many rows as follow along one axis.
                int run = Extents.Length > 2 ? Math.Min(end, row + Extents[^2] - row % Extents[^2]) : end;
                float* a = A.Row(row, Extents) + first * aStep, b = B.Row(row, Extents) + first * bStep;
                float* c = C.Row(row, Extents) + first * cStep;
                for (; row < run; row++)
                {
                    nint start = (nint)row * length + first;
                    nint count = Math.Min(Math.Min(Elementwise.ChunkLength, length - first), Total - start);
                    Row<TSimd>(a, aStep, b, bStep, c, cStep, Y + start, count);
                    a += A.RowStep;
                    b += B.RowStep;
                    c += C.RowStep;
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Row<TSimd>(float* a, nint aStep, float* b, nint bStep, float* c, nint cStep, float* y, nint count)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(a, 1 + (count - 1) * aStep);
            Fence.Check(b, 1 + (count - 1) * bStep);
            Fence.Check(c, 1 + (count - 1) * cStep);
            Fence.Check(y, count);
            nint i = 0;
            for (; i <= count - TSimd.Width; i += TSimd.Width)
                TSimd.Store(y + i, Function.Of(At<TSimd>(a, aStep, i), At<TSimd>(b, bStep, i), At<TSimd>(c, cStep, i)));
            for (; i < count; i++)
                Simd32.Store(y + i, Function.Of(At<Simd32>(a, aStep, i), At<Simd32>(b, bStep, i), At<Simd32>(c, cStep, i)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TSimd At<TSimd>(float* row, nint step, nint i)
            where TSimd : struct, ISimd<TSimd> => step == 0 ? TSimd.Broadcast(*row) : TSimd.Load(row + i);
    }
}
