using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// One of the numbers along an axis, found by comparing two at a time: the largest or the smallest.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>rows</b> (the axis is the last): sixteen lanes, whatever the width of a vector; a long row in segments.</item>
/// <item><b>columns</b>: lanes are columns; long ones in blocks of 512.</item>
/// </list>
/// </remarks>
internal static unsafe class AxisFold<TFunction>
    where TFunction : struct, IBinaryFunction
{
    private const int Lanes = 16;
    private const int Segment = 1 << 15;
    private const int Block = 512;
    private const int ColumnsPerChunk = 1024;
    private const int NumbersPerChunk = 1 << 15;

    /// <summary>y[o, i] = f(… f(x[o, 0, i], x[o, 1, i]) …, x[o, length − 1, i]); there is at least one.</summary>
    internal static void Run(float* x, float* y, AxisGeometry g)
    {
        bool rows = g.Inner == 1;
        int block = rows ? Segment : Block, blocks = Chunks.Count(g.Length, block);
        int strips = Chunks.Count(g.Inner, ColumnsPerChunk), units = checked(g.Outer * blocks * strips);
        int perChunk = Math.Max(1, NumbersPerChunk / Math.Max(1, Math.Min(g.Length, block) * Math.Min(g.Inner, ColumnsPerChunk)));
        TensorStorage? partial = blocks == 1 ? null : new TensorStorage(checked(g.Outer * blocks * g.Inner));
        Chunks.Run(Chunks.Count(units, perChunk), new Kernel
        {
            X = x, Y = partial is null ? y : partial.Pointer, Geometry = g,
            Block = block, Blocks = blocks, Strips = strips, Units = units, UnitsPerChunk = perChunk,
        });
        if (partial is null)
            return;
        Run(partial.Pointer, y, g with { Length = blocks });
        partial.Release();
    }

    /// <summary>A unit is a block of numbers along the axis and a strip of columns.</summary>
    private struct Kernel : IChunkKernel
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
                int column = unit % Strips * ColumnsPerChunk, first = block * Block, inner = Geometry.Inner;
                float* x = X + ((nint)outer * Geometry.Length + first) * inner + column;
                float* y = Y + (nint)(unit / Strips) * inner + column;
                int count = Math.Min(Block, Geometry.Length - first);
                if (inner == 1)
                    *y = Row<TSimd>(x, count);
                else
                    Columns<TSimd>(x, count, inner, Math.Min(ColumnsPerChunk, inner - column), y);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        [SkipLocalsInit]
        private static float Row<TSimd>(float* x, int count)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(x, count);
            float* lanes = stackalloc float[Lanes];
            int used = Math.Min(count, Lanes), whole = count / Lanes * Lanes;
            for (int lane = 0; lane < used; lane++)
                lanes[lane] = x[lane];
            for (int lane = 0; lane < Lanes && whole > Lanes; lane += TSimd.Width)
            {
                TSimd best = TSimd.Load(lanes + lane);
                for (int t = Lanes + lane; t < whole; t += Lanes)
                    best = default(TFunction).Of(best, TSimd.Load(x + t));
                TSimd.Store(lanes + lane, best);
            }

            for (int t = Math.Max(whole, Lanes); t < count; t++)
                Simd32.Store(lanes + t - whole, default(TFunction).Of(Simd32.Load(lanes + t - whole), Simd32.Load(x + t)));
            for (int lane = 1; lane < used; lane++)
                Simd32.Store(lanes, default(TFunction).Of(Simd32.Load(lanes), Simd32.Load(lanes + lane)));
            return lanes[0];
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Columns<TSimd>(float* x, int count, nint distance, int columns, float* y)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(x, count, distance, columns);
            int c = 0;
            for (; c <= columns - TSimd.Width; c += TSimd.Width)
                Column<TSimd>(x + c, count, distance, y + c);
            for (; c < columns; c++)
                Column<Simd32>(x + c, count, distance, y + c);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Column<TSimd>(float* x, int count, nint distance, float* y)
            where TSimd : struct, ISimd<TSimd>
        {
            TSimd best = TSimd.Load(x);
            for (int t = 1; t < count; t++)
                best = default(TFunction).Of(best, TSimd.Load(x + t * distance));
            TSimd.Store(y, best);
        }
    }
}
