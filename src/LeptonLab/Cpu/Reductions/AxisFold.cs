using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// One of the numbers along an axis, found by comparing two at a time: the largest or the smallest.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>rows</b> (the axis is the last): four vectors at a time; a long row in segments.</item>
/// <item><b>columns</b>: lanes are columns; long ones in blocks of 512.</item>
/// </list>
/// </remarks>
internal static unsafe class AxisFold<TFunction>
    where TFunction : struct, IBinaryFunction
{
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
            if (count < TSimd.Width)
                return Row(x, count);

            TFunction f = default;
            TSimd b0 = TSimd.Load(x), b1 = b0, b2 = b0, b3 = b0;
            int t = 0;
            for (; t <= count - 4 * TSimd.Width; t += 4 * TSimd.Width)
            {
                b0 = f.Of(b0, TSimd.Load(x + t));
                b1 = f.Of(b1, TSimd.Load(x + t + TSimd.Width));
                b2 = f.Of(b2, TSimd.Load(x + t + 2 * TSimd.Width));
                b3 = f.Of(b3, TSimd.Load(x + t + 3 * TSimd.Width));
            }

            for (; t <= count - TSimd.Width; t += TSimd.Width)
                b0 = f.Of(b0, TSimd.Load(x + t));
            b1 = f.Of(b1, TSimd.Load(x + count - TSimd.Width)); // some once more, which changes nothing
            b0 = f.Of(f.Of(b0, b1), f.Of(b2, b3));

            float* block = stackalloc float[2 * LaneFold.Lanes], lanes = LaneFold.Aligned(block);
            for (int lane = 0; lane < LaneFold.Lanes; lane += TSimd.Width)
                TSimd.Store(lanes + lane, b0);
            Simd256.Store(lanes, f.Of(Simd256.Load(lanes), Simd256.Load(lanes + 8)));
            Simd128.Store(lanes, f.Of(Simd128.Load(lanes), Simd128.Load(lanes + 4)));
            return Row(lanes, 4);
        }

        private static float Row(float* x, int count)
        {
            Simd32 best = Simd32.Load(x);
            for (int t = 1; t < count; t++)
                best = default(TFunction).Of(best, Simd32.Load(x + t));
            return Settled(best);
        }

        // Which of several zeros or NaN was found depends on the order: all are the same one.
        private static float Settled(Simd32 best)
        {
            float number;
            Simd32.Store(&number, best);
            return float.IsNaN(number) ? float.NaN : number + 0f;
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Columns<TSimd>(float* x, int count, nint distance, int columns, float* y)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(x, count, distance, columns);
            TFunction f = default;
            int c = 0;
            for (; c <= columns - 4 * TSimd.Width; c += 4 * TSimd.Width)
            {
                float* from = x + c;
                TSimd b0 = TSimd.Load(from), b1 = TSimd.Load(from + TSimd.Width);
                TSimd b2 = TSimd.Load(from + 2 * TSimd.Width), b3 = TSimd.Load(from + 3 * TSimd.Width);
                for (int t = 1; t < count; t++)
                {
                    from += distance;
                    b0 = f.Of(b0, TSimd.Load(from));
                    b1 = f.Of(b1, TSimd.Load(from + TSimd.Width));
                    b2 = f.Of(b2, TSimd.Load(from + 2 * TSimd.Width));
                    b3 = f.Of(b3, TSimd.Load(from + 3 * TSimd.Width));
                }

                TSimd.Store(y + c, b0);
                TSimd.Store(y + c + TSimd.Width, b1);
                TSimd.Store(y + c + 2 * TSimd.Width, b2);
                TSimd.Store(y + c + 3 * TSimd.Width, b3);
            }

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
