using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Chosen places along an axis: rows are copied. The gradients of a place that was chosen several times are added in the order
/// of the choices, so a chunk is a range of columns, for all choices.
/// </summary>
internal sealed unsafe class IndexSelect : Ops.IndexSelect.IKernel
{
    private const int NumbersPerChunk = 1 << 14;
    private const int ColumnsPerChunk = 256;

    public void Forward(Tensor x, Tensor y, int[] indices, AxisGeometry g)
    {
        int rows = g.Outer * indices.Length, perChunk = Math.Max(1, NumbersPerChunk / Math.Max(1, g.Inner));
        Chunks.Run(g.Inner == 0 ? 0 : Chunks.Count(rows, perChunk), new ForwardKernel
        {
            X = x.Pointer, Y = y.Pointer, Indices = indices, Geometry = g, Rows = rows, RowsPerChunk = perChunk,
        });
    }

    public void Backward(Tensor dy, Tensor dx, int[] indices, AxisGeometry g)
    {
        dx.AsSpan().Clear();
        int strips = Chunks.Count(g.Inner, ColumnsPerChunk);
        Chunks.Run(g.Outer * strips, new BackwardKernel
        {
            DY = dy.Pointer, DX = dx.Pointer, Indices = indices, Geometry = g, Strips = strips,
        });
    }

    private struct ForwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* Y;
        internal int[] Indices;
        internal AxisGeometry Geometry;
        internal int Rows;
        internal int RowsPerChunk;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int row = chunk * RowsPerChunk, end = Math.Min(row + RowsPerChunk, Rows), inner = Geometry.Inner;
            for (; row < end; row++)
            {
                (int outer, int k) = Math.DivRem(row, Indices.Length);
                float* from = X + ((nint)outer * Geometry.Length + Indices[k]) * inner;
                Fence.Check(from, inner);
                new ReadOnlySpan<float>(from, inner).CopyTo(new Span<float>(Y + (nint)row * inner, inner));
            }
        }
    }

    private struct BackwardKernel : IChunkKernel
    {
        internal float* DY;
        internal float* DX;
        internal int[] Indices;
        internal AxisGeometry Geometry;
        internal int Strips;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int outer, int strip) = Math.DivRem(chunk, Strips);
            int column = strip * ColumnsPerChunk, columns = Math.Min(ColumnsPerChunk, Geometry.Inner - column);
            for (int k = 0; k < Indices.Length; k++)
            {
                float* from = DY + ((nint)outer * Indices.Length + k) * Geometry.Inner + column;
                float* to = DX + ((nint)outer * Geometry.Length + Indices[k]) * Geometry.Inner + column;
                Fence.Check(from, columns);
                Fence.Check(to, columns);
                int c = 0;
                for (; c <= columns - TSimd.Width; c += TSimd.Width)
                    TSimd.Store(to + c, TSimd.Add(TSimd.Load(to + c), TSimd.Load(from + c)));
                for (; c < columns; c++)
                    to[c] += from[c];
            }
        }
    }
}
