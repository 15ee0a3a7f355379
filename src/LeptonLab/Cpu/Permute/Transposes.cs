using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeptonLab.Cpu;

/// <summary>
/// Copies in which neighbours of the source do not stay neighbours: transposes of matrices, one for each element of the
/// other axes. A strip of 64 columns of the source is copied 16 rows at a time, so that whole cache lines are read and
/// written, in squares of 8×8 that are turned in registers.
/// </summary>
internal static unsafe class Transposes
{
    private const int Square = 8;
    private const int StripColumns = 64;
    private const int RowsAtATime = 16;
    private const int RowsPerUnit = 4096;
    private const int NumbersPerChunk = 1 << 15;

    /// <summary>The last axis of the extents has neighbours in the target, some other axis has them in the source.</summary>
    internal static void Run(float* from, int[] fromStrides, float* to, int[] toStrides, int[] extents)
    {
        int across = Array.IndexOf(fromStrides, 1), last = extents.Length - 1;
        int[] others = [.. Enumerable.Range(0, last).Where(axis => axis != across)];
        int outer = 1;
        foreach (int axis in others)
            outer *= extents[axis];
        int rows = extents[last], columns = extents[across];
        int strips = Chunks.Count(columns, StripColumns), stretches = Chunks.Count(rows, RowsPerUnit), units = outer * strips * stretches;
        int unitsPerChunk = Math.Max(1, NumbersPerChunk / (Math.Min(columns, StripColumns) * Math.Min(rows, RowsPerUnit)));
        Chunks.Run(Chunks.Count(units, unitsPerChunk), new Kernel
        {
            From = from, To = to, Rows = rows, Columns = columns, FromRow = fromStrides[last], ToColumn = toStrides[across],
            OuterExtents = [.. others.Select(axis => extents[axis])],
            OuterFrom = [.. others.Select(axis => fromStrides[axis])],
            OuterTo = [.. others.Select(axis => toStrides[axis])],
            Strips = strips, Stretches = stretches, Units = units, UnitsPerChunk = unitsPerChunk,
        });
    }

    /// <summary>A unit is a strip of columns and a stretch of rows of one matrix.</summary>
    private struct Kernel : IChunkKernel
    {
        internal float* From;
        internal float* To;
        internal int Rows;
        internal int Columns;
        internal nint FromRow;
        internal nint ToColumn;
        internal int[] OuterExtents;
        internal int[] OuterFrom;
        internal int[] OuterTo;
        internal int Strips;
        internal int Stretches;
        internal int Units;
        internal int UnitsPerChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int unit = chunk * UnitsPerChunk, end = Math.Min(unit + UnitsPerChunk, Units);
            for (; unit < end; unit++)
            {
                (int rest, int stretch) = Math.DivRem(unit, Stretches);
                (rest, int strip) = Math.DivRem(rest, Strips);
                int row = stretch * RowsPerUnit, column = strip * StripColumns;
                float* from = From + row * FromRow + column, to = To + column * ToColumn + row;
                for (int axis = OuterExtents.Length - 1; axis >= 0; axis--)
                {
                    (rest, int at) = Math.DivRem(rest, OuterExtents[axis]);
                    from += (nint)at * OuterFrom[axis];
                    to += (nint)at * OuterTo[axis];
                }

                Strip(from, to, Math.Min(RowsPerUnit, Rows - row), Math.Min(StripColumns, Columns - column));
            }
        }

        private readonly void Strip(float* from, float* to, int rows, int columns)
        {
            Fence.Check(from, rows, FromRow, columns);
            Fence.Check(to, columns, ToColumn, rows);
            int wholeColumns = Avx.IsSupported ? columns / Square * Square : 0;
            for (int first = 0; first < rows; first += RowsAtATime)
            {
                int end = Math.Min(first + RowsAtATime, rows);
                for (int column = 0; column < wholeColumns; column += Square)
                {
                    int row = first;
                    for (; row <= end - Square; row += Square)
                        TurnSquare(from + row * FromRow + column, FromRow, to + column * ToColumn + row, ToColumn);
                    Turn(from, to, row, end, column, column + Square);
                }

                Turn(from, to, first, end, wholeColumns, columns);
            }
        }

        private readonly void Turn(float* from, float* to, int row, int rowEnd, int column, int columnEnd)
        {
            for (int c = column; c < columnEnd; c++)
            for (int r = row; r < rowEnd; r++)
                to[c * ToColumn + r] = from[r * FromRow + c];
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void TurnSquare(float* from, nint fromRow, float* to, nint toRow)
        {
            // Pairs, then fours, then halves.
            Vector256<float> r0 = Avx.LoadVector256(from), r1 = Avx.LoadVector256(from + fromRow);
            Vector256<float> r2 = Avx.LoadVector256(from + 2 * fromRow), r3 = Avx.LoadVector256(from + 3 * fromRow);
            Vector256<float> r4 = Avx.LoadVector256(from + 4 * fromRow), r5 = Avx.LoadVector256(from + 5 * fromRow);
            Vector256<float> r6 = Avx.LoadVector256(from + 6 * fromRow), r7 = Avx.LoadVector256(from + 7 * fromRow);
            Vector256<float> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1);
            Vector256<float> p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
            Vector256<float> p4 = Avx.UnpackLow(r4, r5), p5 = Avx.UnpackHigh(r4, r5);
            Vector256<float> p6 = Avx.UnpackLow(r6, r7), p7 = Avx.UnpackHigh(r6, r7);
            Vector256<float> f0 = Avx.Shuffle(p0, p2, 0x44), f1 = Avx.Shuffle(p0, p2, 0xEE);
            Vector256<float> f2 = Avx.Shuffle(p1, p3, 0x44), f3 = Avx.Shuffle(p1, p3, 0xEE);
            Vector256<float> f4 = Avx.Shuffle(p4, p6, 0x44), f5 = Avx.Shuffle(p4, p6, 0xEE);
            Vector256<float> f6 = Avx.Shuffle(p5, p7, 0x44), f7 = Avx.Shuffle(p5, p7, 0xEE);
            Avx.Store(to, Avx.Permute2x128(f0, f4, 0x20));
            Avx.Store(to + toRow, Avx.Permute2x128(f1, f5, 0x20));
            Avx.Store(to + 2 * toRow, Avx.Permute2x128(f2, f6, 0x20));
            Avx.Store(to + 3 * toRow, Avx.Permute2x128(f3, f7, 0x20));
            Avx.Store(to + 4 * toRow, Avx.Permute2x128(f0, f4, 0x31));
            Avx.Store(to + 5 * toRow, Avx.Permute2x128(f1, f5, 0x31));
            Avx.Store(to + 6 * toRow, Avx.Permute2x128(f2, f6, 0x31));
            Avx.Store(to + 7 * toRow, Avx.Permute2x128(f3, f7, 0x31));
        }
    }
}
