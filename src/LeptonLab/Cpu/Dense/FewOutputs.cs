using System.Runtime.CompilerServices;

namespace LeptonLab.Cpu;

/// <summary>
/// The affine map from very many inputs to few outputs, and its gradients. Little arithmetic, much memory: each chunk is
/// 2048 inputs, and no matrix is copied as a whole. Each number is one chain of multiply-adds, over the inputs of a chunk,
/// the outputs, or the batch.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><b>forward</b>: each chunk has sums of its own, [batch, out], which are added to the bias in the order of the
/// chunks. Lanes are outputs.</item>
/// <item><b>data gradient</b>: blocks of w are transposed in cache. Lanes are inputs.</item>
/// <item><b>weight gradient</b>: computed as dyᵀ · x, and the blocks are transposed in cache. Lanes are inputs.</item>
/// </list>
/// </remarks>
internal static unsafe class FewOutputs
{
    private const int MostOutputs = 32;
    private const int MostResults = 1 << 14;
    private const int ChunkInputs = 2048;
    private const int BlockInputs = 256;
    private const int BlockDistance = BlockInputs + 16; // keeps the rows of a block out of the same cache sets

    internal static bool Fits(int batch, int inputs, int outputs) =>
        batch > 0 && outputs is > 0 and <= MostOutputs && (long)batch * outputs <= MostResults && inputs > 2 * ChunkInputs;

    internal static void Forward(Tensor x, Tensor w, Tensor? b, Tensor y)
    {
        (int batch, int inputs, int outputs) = (x.Shape[0], x.Shape[1], w.Shape[1]);
        int chunks = Chunks.Count(inputs, ChunkInputs), size = batch * outputs;
        float* partial = Scratch.Get(ScratchSlot.Sums, checked(chunks * size));
        Chunks.Run(chunks, new ForwardKernel
        {
            X = x.Pointer, W = w.Pointer, Partial = partial, Batch = batch, Inputs = inputs, Outputs = outputs,
        });

        if (b is null)
            y.AsSpan().Clear();
        for (int n = 0; n < batch && b is not null; n++)
            b.AsSpan().CopyTo(y.AsSpan().Slice(n * outputs, outputs));
        Sums.AddRows(partial, chunks, size, y.Pointer);
    }

    internal static void DataGradient(Tensor w, Tensor dy, Tensor dx) =>
        Chunks.Run(Chunks.Count(w.Shape[0], ChunkInputs), new DataGradientKernel
        {
            W = w.Pointer, DY = dy.Pointer, DX = dx.Pointer, Batch = dy.Shape[0], Inputs = w.Shape[0], Outputs = w.Shape[1],
        });

    internal static void WeightGradient(Tensor x, Tensor dy, Tensor dw) =>
        Chunks.Run(Chunks.Count(x.Shape[1], ChunkInputs), new WeightGradientKernel
        {
            X = x.Pointer, DY = dy.Pointer, DW = dw.Pointer, Batch = x.Shape[0], Inputs = x.Shape[1], Outputs = dy.Shape[1],
        });

    private static (int First, int End) Range(int chunk, int inputs)
    {
        int first = chunk * ChunkInputs;
        return (first, Math.Min(first + ChunkInputs, inputs));
    }

    private struct ForwardKernel : IChunkKernel
    {
        internal float* X;
        internal float* W;
        internal float* Partial;
        internal int Batch;
        internal int Inputs;
        internal int Outputs;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int first, int end) = Range(chunk, Inputs);
            Fence.Check(X + first, Batch, Inputs, end - first);
            Fence.Check(W + (nint)first * Outputs, (long)(end - first) * Outputs);

            // Whole vectors of a row of w reach into the rows behind it; the last rows have none behind them.
            int width = Chunks.Count(Outputs, TSimd.Width) * TSimd.Width;
            int inPlace = Math.Clamp(Inputs - Chunks.Count(width, Outputs) + 1, first, end);
            var tile = new TileOperands
            {
                A = X + first,
                ARow = Inputs,
                AStep = 1,
                B = W + (nint)first * Outputs,
                BStep = Outputs,
                C = Partial + (nint)chunk * Batch * Outputs,
                CRow = Outputs,
                Length = inPlace - first,
                Segments = 1,
            };
            TileGrid<TSimd>.Run(Batch, Outputs, tile, TileGrid<TSimd>.PanelWidth);
            if (inPlace == end)
                return;

            float* rest = Scratch.Get(ScratchSlot.Right, (end - inPlace) * width);
            for (int i = inPlace; i < end; i++)
            {
                new ReadOnlySpan<float>(W + (nint)i * Outputs, Outputs).CopyTo(new Span<float>(rest + (i - inPlace) * width, Outputs));
                new Span<float>(rest + (i - inPlace) * width + Outputs, width - Outputs).Clear();
            }

            tile.A += inPlace - first;
            tile.B = rest;
            tile.BStep = width;
            tile.Length = end - inPlace;
            tile.Accumulate = true;
            TileGrid<TSimd>.Run(Batch, Outputs, tile, TileGrid<TSimd>.PanelWidth);
        }
    }

    private struct DataGradientKernel : IChunkKernel
    {
        private const int RowsAtATime = 12; // so many streams are written at the same time

        internal float* W;
        internal float* DY;
        internal float* DX;
        internal int Batch;
        internal int Inputs;
        internal int Outputs;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int first, int end) = Range(chunk, Inputs);
            Fence.Check(W + (nint)first * Outputs, (long)(end - first) * Outputs);
            Fence.Check(DX + first, Batch, Inputs, end - first);
            float* transposed = Scratch.Get(ScratchSlot.Right, MostOutputs * BlockDistance);
            for (; first < end; first += BlockInputs)
            {
                int count = Math.Min(BlockInputs, end - first);
                Transpose(W + (nint)first * Outputs, count, Outputs, transposed);
                for (int n = 0; n < Batch; n += RowsAtATime)
                {
                    var tile = new TileOperands
                    {
                        A = DY + (nint)n * Outputs,
                        ARow = Outputs,
                        AStep = 1,
                        B = transposed,
                        BStep = BlockDistance,
                        C = DX + (nint)n * Inputs + first,
                        CRow = Inputs,
                        Length = Outputs,
                        Segments = 1,
                    };
                    TileGrid<TSimd>.Run(Math.Min(RowsAtATime, Batch - n), count, tile, TileGrid<TSimd>.PanelWidth);
                }
            }
        }

        // [count, outputs] → [outputs, count], each row padded with zeros to whole vectors.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Transpose(float* from, int count, int outputs, float* to)
        {
            for (int i = 0; i < count; i++, from += outputs)
            {
                float* target = to + i;
                for (int o = 0; o < outputs; o++, target += BlockDistance)
                    *target = from[o];
            }

            for (int o = 0; o < outputs && count < BlockInputs; o++)
                new Span<float>(to + o * BlockDistance + count, BlockInputs - count).Clear();
        }
    }

    private struct WeightGradientKernel : IChunkKernel
    {
        internal float* X;
        internal float* DY;
        internal float* DW;
        internal int Batch;
        internal int Inputs;
        internal int Outputs;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int first, int end) = Range(chunk, Inputs);
            Fence.Check(X + first, Batch, Inputs, end - first);
            Fence.Check(DW + (nint)first * Outputs, (long)(end - first) * Outputs);
            float* sums = Scratch.Get(ScratchSlot.Right, MostOutputs * BlockDistance);
            for (; first < end; first += BlockInputs)
            {
                int count = Math.Min(BlockInputs, end - first);
                var tile = new TileOperands
                {
                    A = DY,
                    ARow = 1,
                    AStep = Outputs,
                    B = X + first,
                    BStep = Inputs,
                    C = sums,
                    CRow = BlockDistance,
                    Length = Batch,
                    Segments = 1,
                };
                if (count % TSimd.Width != 0)
                    tile.B = Padded(tile.B, count, ref tile.BStep);
                TileGrid<TSimd>.Run(Outputs, count, tile, TileGrid<TSimd>.PanelWidth);
                Transpose(sums, count, Outputs, DW + (nint)first * Outputs);
            }
        }

        // The end of a row that is no whole vector, copied: there may be nothing behind the last row to read.
        private readonly float* Padded(float* block, int count, ref nint distance)
        {
            float* padded = Scratch.Get(ScratchSlot.Left, checked(Batch * BlockDistance));
            for (int n = 0; n < Batch; n++)
            {
                float* row = padded + (nint)n * BlockDistance;
                new ReadOnlySpan<float>(block + n * distance, count).CopyTo(new Span<float>(row, count));
                new Span<float>(row + count, BlockInputs - count).Clear();
            }

            distance = BlockDistance;
            return padded;
        }

        // [outputs, count] → [count, outputs].
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Transpose(float* from, int count, int outputs, float* to)
        {
            for (int i = 0; i < count; i++, to += outputs)
            {
                float* source = from + i;
                for (int o = 0; o < outputs; o++, source += BlockDistance)
                    to[o] = *source;
            }
        }
    }
}
