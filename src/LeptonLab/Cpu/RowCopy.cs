using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>Copies rows of neighbouring numbers from anywhere to anywhere, on the thread team.</summary>
internal static unsafe class RowCopy
{
    private const int LongRow = 256; // where a block copy begins to pay

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
            while (row < end)
            {
                // As many rows as follow along the last axis.
                int extent = Extents.Length == 0 ? 1 : Extents[^1], run = Math.Min(end, row + extent - row % extent);
                nint source = first, target = first;
                int rest = row;
                for (int axis = Extents.Length - 1; axis >= 0; axis--)
                {
                    (rest, int at) = Math.DivRem(rest, Extents[axis]);
                    source += (nint)at * FromStrides[axis];
                    target += (nint)at * ToStrides[axis];
                }

                nint fromStep = Extents.Length == 0 ? 0 : FromStrides[^1], toStep = Extents.Length == 0 ? 0 : ToStrides[^1];
                CopyRows<TSimd>(From + source, fromStep, To + target, toStep, run - row, count);
                row = run;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void CopyRows<TSimd>(float* from, nint fromStep, float* to, nint toStep, int rows, int count)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(from, rows, fromStep, count);
            Fence.Check(to, rows, toStep, count);
            for (int row = 0; row < rows; row++, from += fromStep, to += toStep)
            {
                if (count < LongRow)
                    Copy<TSimd>(from, to, count);
                else
                    new ReadOnlySpan<float>(from, count).CopyTo(new Span<float>(to, count));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
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
