using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Sums along one axis, y[o, i] = Σ_t x[o, t, i].
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>rows</b> (the axis is the last): <see cref="RowSums"/>; a long row in segments, added in order and in double.</item>
/// <item><b>columns</b>: lanes are columns. Blocks of 128 terms are added up in order, and then the blocks by the same rule.</item>
/// <item><b>few columns</b> (below 16): blocks of 2048 terms, of which 16 neighbours are taken as one row of columns.</item>
/// </list>
/// </remarks>
internal static unsafe class AxisSums
{
    private const int Segment = 1 << 15;
    private const int Block = 128;
    private const int FewColumns = 16;
    private const int FewColumnsBlock = 2048;
    private const int ColumnsPerChunk = 1024;
    private const int NumbersPerChunk = 1 << 15;

    internal static void Run(float* x, float* y, AxisGeometry g)
    {
        if (g.Outer == 0 || g.Inner == 0)
            return;
        if (g.Length == 0)
            new Span<float>(y, g.Outer * g.Inner).Clear();
        else if (g.Inner == 1)
            Rows(x, y, g);
        else
            Columns(x, y, g);
    }

    private static void Rows(float* x, float* y, AxisGeometry g)
    {
        int segments = Chunks.Count(g.Length, Segment), rowsPerChunk = Math.Max(1, NumbersPerChunk / g.Length);
        var sums = new double[checked(g.Outer * segments)];
        Chunks.Run(Chunks.Count(g.Outer, rowsPerChunk) * segments, new RowsKernel
        {
            X = x, Sums = sums, Rows = g.Outer, Length = g.Length, RowsPerChunk = rowsPerChunk, Segments = segments,
        });
        for (int row = 0; row < g.Outer; row++)
        {
            double sum = 0;
            for (int segment = 0; segment < segments; segment++)
                sum += sums[row * segments + segment];
            y[row] = (float)sum;
        }
    }

    private static void Columns(float* x, float* y, AxisGeometry g)
    {
        int block = g.Inner < FewColumns ? FewColumnsBlock : Block, blocks = Chunks.Count(g.Length, block);
        int strips = Chunks.Count(g.Inner, ColumnsPerChunk), units = checked(g.Outer * blocks * strips);
        int unitsPerChunk = Math.Max(1, NumbersPerChunk / (Math.Min(g.Length, block) * Math.Min(g.Inner, ColumnsPerChunk)));
        TensorStorage? partial = blocks == 1 ? null : new TensorStorage(checked(g.Outer * blocks * g.Inner));
        Chunks.Run(Chunks.Count(units, unitsPerChunk), new ColumnsKernel
        {
            X = x, Y = partial is null ? y : partial.Pointer, Geometry = g,
            Block = block, Blocks = blocks, Strips = strips, Units = units, UnitsPerChunk = unitsPerChunk,
        });
        if (partial is null)
            return;
        Columns(partial.Pointer, y, g with { Length = blocks });
        partial.Release();
    }

    private struct RowsKernel : IChunkKernel
    {
        internal float* X;
        internal double[] Sums;
        internal int Rows;
        internal int Length;
        internal int RowsPerChunk;
        internal int Segments;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int segment = chunk % Segments, first = segment * Segment;
            int row = chunk / Segments * RowsPerChunk, end = Math.Min(row + RowsPerChunk, Rows);
            for (; row < end; row++)
            {
                Sums[row * Segments + segment] =
                    RowSums.Sum<TSimd>(X + (nint)row * Length + first, Math.Min(Segment, Length - first));
            }
        }
    }

    /// <summary>A unit is a block of terms and a strip of columns.</summary>
    private struct ColumnsKernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal AxisGeometry Geometry;
        internal int Block;
        internal int Blocks;
        internal int Strips;
        internal int Units;
        internal int UnitsPerChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int unit = chunk * UnitsPerChunk, end = (int)Math.Min((long)unit + UnitsPerChunk, Units);
            for (; unit < end; unit++)
            {
                (int outer, int block) = Math.DivRem(unit / Strips, Blocks);
                int column = unit % Strips * ColumnsPerChunk, term = block * Block, inner = Geometry.Inner;
                float* x = X + ((nint)outer * Geometry.Length + term) * inner + column;
                float* y = Y + (nint)(unit / Strips) * inner + column;
                int terms = Math.Min(Block, Geometry.Length - term);
                if (inner < FewColumns && terms >= 2 * FewColumns)
                    AddFewColumns<TSimd>(x, terms, inner, y);
                else
                    AddColumns<TSimd>(x, terms, inner, Math.Min(ColumnsPerChunk, inner - column), y);
            }
        }

        [SkipLocalsInit]
        private static void AddFewColumns<TSimd>(float* x, int terms, int columns, float* y)
            where TSimd : struct, ISimd<TSimd>
        {
            int rows = terms / FewColumns, width = FewColumns * columns;
            float* sums = stackalloc float[FewColumns * FewColumns];
            AddColumns<TSimd>(x, rows, width, width, sums);
            for (int column = 0; column < columns; column++)
            {
                float sum = sums[column];
                for (int t = 1; t < FewColumns; t++)
                    sum += sums[t * columns + column];
                for (int t = rows * FewColumns; t < terms; t++)
                    sum += x[t * columns + column];
                y[column] = sum;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void AddColumns<TSimd>(float* x, int terms, nint distance, int columns, float* y)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(x, terms, distance, columns);
            int c = 0;
            for (; c <= columns - 4 * TSimd.Width; c += 4 * TSimd.Width)
            {
                float* from = x + c;
                TSimd s0 = TSimd.Load(from), s1 = TSimd.Load(from + TSimd.Width);
                TSimd s2 = TSimd.Load(from + 2 * TSimd.Width), s3 = TSimd.Load(from + 3 * TSimd.Width);
                for (int t = 1; t < terms; t++)
                {
                    from += distance;
                    s0 = TSimd.Add(s0, TSimd.Load(from));
                    s1 = TSimd.Add(s1, TSimd.Load(from + TSimd.Width));
                    s2 = TSimd.Add(s2, TSimd.Load(from + 2 * TSimd.Width));
                    s3 = TSimd.Add(s3, TSimd.Load(from + 3 * TSimd.Width));
                }

                TSimd.Store(y + c, s0);
                TSimd.Store(y + c + TSimd.Width, s1);
                TSimd.Store(y + c + 2 * TSimd.Width, s2);
                TSimd.Store(y + c + 3 * TSimd.Width, s3);
            }

            for (; c <= columns - TSimd.Width; c += TSimd.Width)
                AddColumn<TSimd>(x + c, terms, distance, y + c);
            for (; c < columns; c++)
                AddColumn<Simd32>(x + c, terms, distance, y + c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddColumn<TSimd>(float* x, int terms, nint distance, float* y)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd sum = TSimd.Load(x);
            for (int t = 1; t < terms; t++)
                sum = TSimd.Add(sum, TSimd.Load(x + t * distance));
            TSimd.Store(y, sum);
        }
    }
}
