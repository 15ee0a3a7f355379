namespace LeptonLab.Cpu;

/// <summary>Copies rows of neighbouring numbers from anywhere to anywhere, on the thread team.</summary>
internal static unsafe class RowCopy
{
    /// <summary>Copies one row.</summary>
    internal static void Run(float* from, float* to, int length) => Run(from, [], to, [], [], length);

    /// <summary>
    /// Copies a row for each element of a box of the given extents; the strides say how far apart the rows begin along each
    /// of its axes.
    /// </summary>
    internal static void Run(float* from, int[] fromStrides, float* to, int[] toStrides, int[] extents, int length)
    {
        int rows = 1;
        foreach (int extent in extents)
            rows *= extent;
        if (rows == 0 || length == 0)
            return;
        int segments = Chunks.Count(length, Elementwise.ChunkLength), rowsPerChunk = Math.Max(1, Elementwise.ChunkLength / length);
        Chunks.Run(Chunks.Count(rows, rowsPerChunk) * segments, new Kernel
        {
            From = from, FromStrides = fromStrides, To = to, ToStrides = toStrides, Extents = extents,
            Length = length, Rows = rows, RowsPerChunk = rowsPerChunk, Segments = segments,
        });
    }

    private struct Kernel : IChunkKernel
    {
        internal float* From;
        internal int[] FromStrides;
        internal float* To;
        internal int[] ToStrides;
        internal int[] Extents;
        internal int Length;
        internal int Rows;
        internal int RowsPerChunk;
        internal int Segments;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            int first = chunk % Segments * Elementwise.ChunkLength, count = Math.Min(Elementwise.ChunkLength, Length - first);
            int row = chunk / Segments * RowsPerChunk, end = Math.Min(row + RowsPerChunk, Rows);
            for (; row < end; row++)
            {
                nint source = first, target = first;
                int rest = row;
                for (int axis = Extents.Length - 1; axis >= 0; axis--)
                {
                    (rest, int at) = Math.DivRem(rest, Extents[axis]);
                    source += (nint)at * FromStrides[axis];
                    target += (nint)at * ToStrides[axis];
                }

                Fence.Check(From + source, count);
                Fence.Check(To + target, count);
                if (count >= 64)
                    new ReadOnlySpan<float>(From + source, count).CopyTo(new Span<float>(To + target, count));
                else
                    Copy<TSimd>(From + source, To + target, count);
            }
        }

        private static void Copy<TSimd>(float* from, float* to, int count)
            where TSimd : struct, ISimd<TSimd>
        {
            int i = 0;
            for (; i <= count - TSimd.Width; i += TSimd.Width)
                TSimd.Store(to + i, TSimd.Load(from + i));
            for (; i < count; i++)
                to[i] = from[i];
        }
    }
}
