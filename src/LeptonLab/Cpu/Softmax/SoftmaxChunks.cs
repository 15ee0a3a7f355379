using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A pass of softmax or of its logarithm.</summary>
internal interface ISoftmaxKernel
{
    /// <summary>One row, where the axis is the last.</summary>
    void Row<TSimd>(int row)
        where TSimd : struct, ISimd<TSimd>;

    /// <summary>A vector of neighbouring columns, whose first number lies at <paramref name="first"/>.</summary>
    void Column<TSimd>(nint first)
        where TSimd : struct, ISimd<TSimd>;
}

/// <summary>Deals the rows or columns of a tensor to the thread team.</summary>
internal static class SoftmaxChunks
{
    private const int NumbersPerChunk = 1 << 13;
    private const int ColumnsPerStrip = 64;

    internal static void Run<TKernel>(TKernel kernel, AxisGeometry g)
        where TKernel : struct, ISoftmaxKernel
    {
        bool rows = g.Inner == 1;
        int strips = Chunks.Count(g.Inner, ColumnsPerStrip), units = g.Outer * strips;
        int perChunk = Math.Max(1, NumbersPerChunk / Math.Max(1, g.Length * Math.Min(g.Inner, ColumnsPerStrip)));
        Chunks.Run(
            g.Length == 0 ? 0 : Chunks.Count(units, perChunk),
            new Kernel<TKernel> { Pass = kernel, Geometry = g, Rows = rows, Strips = strips, Units = units, UnitsPerChunk = perChunk });
    }

    /// <summary>A unit is a row, or a strip of columns.</summary>
    private struct Kernel<TKernel> : IChunkKernel
        where TKernel : struct, ISoftmaxKernel
    {
        internal TKernel Pass;
        internal AxisGeometry Geometry;
        internal bool Rows;
        internal int Strips;
        internal int Units;
        internal int UnitsPerChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int unit = chunk * UnitsPerChunk, end = Math.Min(unit + UnitsPerChunk, Units);
            for (; unit < end; unit++)
            {
                if (Rows)
                    Pass.Row<TSimd>(unit);
                else
                    Strip<TSimd>(unit);
            }
        }

        private readonly void Strip<TSimd>(int unit)
            where TSimd : struct, ISimd<TSimd>
        {
            (int outer, int strip) = Math.DivRem(unit, Strips);
            int column = strip * ColumnsPerStrip, end = Math.Min(column + ColumnsPerStrip, Geometry.Inner);
            nint first = (nint)outer * Geometry.Length * Geometry.Inner;
            for (; column <= end - TSimd.Width; column += TSimd.Width)
                Pass.Column<TSimd>(first + column);
            for (; column < end; column++)
                Pass.Column<Simd32>(first + column);
        }
    }
}
