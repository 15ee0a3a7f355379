using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeptonLab.Cpu;

/// <summary>
/// Copies in which neighbours of the source do not stay neighbours: transposes of matrices, one for each element of the
/// other axes. A strip of 64 columns of the source is copied 16 rows at a time, so that whole cache lines are read and
/// written, in squares of 8×8 that are turned in registers. Fewer than 8 rows or columns that lie close together, as the
/// colours of pixels do, are turned as part of a square.
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
            if (!Avx.IsSupported)
                Turn(from, to, 0, rows, 0, columns);
            else if (rows < Square && ToColumn == rows)
                TurnFewRows(from, to, rows, columns);
            else if (columns < Square && FromRow == columns)
                TurnFewColumns(from, to, rows, columns);
            else
                TurnSquares(from, to, rows, columns);
        }

        private readonly void TurnSquares(float* from, float* to, int rows, int columns)
        {
            int wholeColumns = columns / Square * Square;
            for (int first = 0; first < rows; first += RowsAtATime)
            {
                int end = Math.Min(first + RowsAtATime, rows);
                for (int column = 0; column < wholeColumns; column += Square)
                {
                    int row = first;
                    for (; row <= end - Square; row += Square)
                        TurnSquare(from + row * FromRow + column, FromRow, Square, to + column * ToColumn + row, ToColumn, Square);
                    Turn(from, to, row, end, column, column + Square);
                }

                Turn(from, to, first, end, wholeColumns, columns);
            }
        }

        // Such as three planes to pixels: a square's columns are stored one after another, each over what the one before has
        // written too much. The last ones must not reach into the next strip.
        private readonly void TurnFewRows(float* from, float* to, int rows, int columns)
        {
            int column = 0;
            for (; column * rows <= columns * rows - Square * rows - Square; column += Square)
                TurnSquare(from + column, FromRow, rows, to + column * ToColumn, ToColumn, Square);
            Turn(from, to, 0, rows, column, columns);
        }

        // Such as pixels to three planes: a square's rows are read on into the next pixels, and only its first columns stored.
        private readonly void TurnFewColumns(float* from, float* to, int rows, int columns)
        {
            int row = 0;
            for (; row * columns <= rows * columns - Square * columns - Square; row += Square)
                TurnSquare(from + row * FromRow, FromRow, Square, to + row, ToColumn, columns);
            Turn(from, to, row, rows, 0, columns);
        }

        private readonly void Turn(float* from, float* to, int row, int rowEnd, int column, int columnEnd)
        {
            // The longer loop inside.
            if (columnEnd - column > rowEnd - row)
            {
                for (int r = row; r < rowEnd; r++)
                for (int c = column; c < columnEnd; c++)
                    to[c * ToColumn + r] = from[r * FromRow + c];
            }
            else
            {
                for (int c = column; c < columnEnd; c++)
                for (int r = row; r < rowEnd; r++)
                    to[c * ToColumn + r] = from[r * FromRow + c];
            }
        }

        // Of the source as many rows are read, of the target as many columns written, as there are; the others are repeated.
        private static void TurnSquare(float* from, nint fromRow, int fromRows, float* to, nint toColumn, int toColumns)
        {
            float* lastRow = from + (fromRows - 1) * fromRow;
            Vector256<float> r0 = Avx.LoadVector256(from), r1 = Row(1), r2 = Row(2), r3 = Row(3);
            Vector256<float> r4 = Row(4), r5 = Row(5), r6 = Row(6), r7 = Row(7);

            // Pairs, then fours, then halves.
            Vector256<float> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1);
            Vector256<float> p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
            Vector256<float> p4 = Avx.UnpackLow(r4, r5), p5 = Avx.UnpackHigh(r4, r5);
            Vector256<float> p6 = Avx.UnpackLow(r6, r7), p7 = Avx.UnpackHigh(r6, r7);
            Vector256<float> f0 = Avx.Shuffle(p0, p2, 0x44), f1 = Avx.Shuffle(p0, p2, 0xEE);
            Vector256<float> f2 = Avx.Shuffle(p1, p3, 0x44), f3 = Avx.Shuffle(p1, p3, 0xEE);
            Vector256<float> f4 = Avx.Shuffle(p4, p6, 0x44), f5 = Avx.Shuffle(p4, p6, 0xEE);
            Vector256<float> f6 = Avx.Shuffle(p5, p7, 0x44), f7 = Avx.Shuffle(p5, p7, 0xEE);
            Column(0, Avx.Permute2x128(f0, f4, 0x20));
            Column(1, Avx.Permute2x128(f1, f5, 0x20));
            Column(2, Avx.Permute2x128(f2, f6, 0x20));
            Column(3, Avx.Permute2x128(f3, f7, 0x20));
            Column(4, Avx.Permute2x128(f0, f4, 0x31));
            Column(5, Avx.Permute2x128(f1, f5, 0x31));
            Column(6, Avx.Permute2x128(f2, f6, 0x31));
            Column(7, Avx.Permute2x128(f3, f7, 0x31));

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            Vector256<float> Row(int row) => Avx.LoadVector256(row < fromRows ? from + row * fromRow : lastRow);

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            void Column(int column, Vector256<float> values)
            {
                if (column < toColumns)
                    Avx.Store(to + column * toColumn, values);
            }
        }
    }
}
