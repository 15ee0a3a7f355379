using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// ∂L/∂w[u, v, c, o] = Σ_{n,i,j} x[n, s·i + u − p, s·j + v − p, c] · ∂L/∂y[n, i, j, o] and ∂L/∂b[o] = Σ ∂L/∂y. The
/// rows of outputs of the whole batch are dealt to a number of chunks that the shape decides; each chunk has sums of its
/// own, and these are added in the order of the chunks.
/// </summary>
internal static unsafe class Conv2dWeightGradient
{
    private const int MostChunks = 16;
    private const long MostPartialNumbers = 1 << 24;
    private const int BlockBytes = 96 * 1024; // input and gradient rows that are worked on together: they stay in L2

    internal static void Run(Tensor x, GradientRows dy, Tensor? dw, Tensor? db, Conv2dGeometry g)
    {
        int width = SimdWidth.Bits / 32, terms = g.KernelHeight * g.KernelWidth * g.In;
        int columns = Chunks.Count(g.Out, width) * width;
        long size = (long)(terms + 1) * columns; // the last row is for the bias
        int rows = g.Batch * g.OutHeight;
        int chunks = (int)Math.Max(1, Math.Min(Math.Min(rows, MostChunks), Math.Max(2, MostPartialNumbers / ((terms + 1L) * g.Out))));
        var partial = new TensorStorage(checked((int)(chunks * size)));

        Chunks.Run(chunks, new Kernel
        {
            X = x.Pointer,
            DY = dy,
            Partial = partial.Pointer,
            Geometry = g,
            Columns = columns,
            ChunkCount = chunks,
            WeightsWanted = dw is not null,
        });
        Chunks.Run(terms + 1, new Sum
        {
            Partial = partial.Pointer,
            Weights = dw is null ? null : dw.Pointer,
            Bias = db is null ? null : db.Pointer,
            Terms = terms,
            Out = g.Out,
            Columns = columns,
            ChunkCount = chunks,
        });
        partial.Release();
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal GradientRows DY;
        internal float* Partial;
        internal Conv2dGeometry Geometry;
        internal int Columns;
        internal int ChunkCount;
        internal bool WeightsWanted;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            int terms = g.KernelHeight * g.KernelWidth * g.In;
            nint size = (nint)(terms + 1) * Columns;
            float* partial = Partial + chunk * size;
            new Span<float>(partial, (int)size).Clear();

            long rows = (long)g.Batch * g.OutHeight;
            int row = (int)(rows * chunk / ChunkCount), end = (int)(rows * (chunk + 1) / ChunkCount);
            int rowBytes = sizeof(float) * (g.OutWidth * Columns + g.Stride * (g.Width + 2 * g.Padding) * g.In);
            int most = Math.Max(1, BlockBytes / Math.Max(1, rowBytes));
            while (row < end)
            {
                int image = row / g.OutHeight, first = row % g.OutHeight;
                int count = Math.Min(Math.Min(most, end - row), g.OutHeight - first);
                float* dy = Gradient<TSimd>(image, first, count);
                if (WeightsWanted)
                    AddWeights<TSimd>(image, first, count, dy, partial);
                AddBias<TSimd>(count * g.OutWidth, dy, partial + (nint)terms * Columns);
                row += count;
            }
        }

        // Rows of ∂L/∂y, padded to whole vectors of channels.
        private readonly float* Gradient<TSimd>(int image, int first, int count)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* inPlace = DY.InPlace(image, first);
            if (inPlace != null && Columns == g.Out)
                return inPlace;

            int length = checked(count * g.OutWidth * Columns);
            float* padded = Scratch.Get(ScratchSlot.Right, length);
            if (Columns != g.Out)
                new Span<float>(padded, length).Clear();
            for (int row = 0; row < count; row++)
                DY.Write<TSimd>(image, first + row, padded + (nint)row * g.OutWidth * Columns, Columns);
            return padded;
        }

        private readonly void AddWeights<TSimd>(int image, int first, int count, float* dy, float* partial)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            PaddedRows source = PaddedRows.Of(X, image, g, first * g.Stride, (count - 1) * g.Stride + g.KernelHeight);
            int rowTerms = g.KernelWidth * g.In;
            for (int u = 0; u < g.KernelHeight; u++)
            {
                var tile = new TileOperands
                {
                    A = source.First + u * source.RowLength,
                    ARow = 1,
                    AStep = (nint)g.Stride * g.In,
                    ASegment = g.Stride * source.RowLength,
                    B = dy,
                    BStep = Columns,
                    BSegment = (nint)g.OutWidth * Columns,
                    C = partial + (nint)u * rowTerms * Columns,
                    CRow = Columns,
                    Length = g.OutWidth,
                    Segments = count,
                    Accumulate = true,
                };
                TileGrid<TSimd>.Run(rowTerms, Columns, tile, TileGrid<TSimd>.PanelWidth);
            }
        }

        private readonly void AddBias<TSimd>(int pixels, float* dy, float* bias)
            where TSimd : struct, ISimd<TSimd>
        {
            Fence.Check(dy, (long)pixels * Columns);
            Fence.Check(bias, Columns);
            for (int o = 0; o < Columns; o += TSimd.Width)
            {
                TSimd sum = TSimd.Load(bias + o);
                for (int pixel = 0; pixel < pixels; pixel++)
                    sum = TSimd.Add(sum, TSimd.Load(dy + (nint)pixel * Columns + o));
                TSimd.Store(bias + o, sum);
            }
        }
    }

    /// <summary>A chunk is one row of weights, the last one the bias.</summary>
    private struct Sum : IChunkKernel
    {
        internal float* Partial;
        internal float* Weights;
        internal float* Bias;
        internal int Terms;
        internal int Out;
        internal int Columns;
        internal int ChunkCount;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* target = chunk == Terms ? Bias : Weights == null ? null : Weights + (nint)chunk * Out;
            if (target == null)
                return;
            Fence.Check(Partial + (nint)chunk * Columns, ChunkCount, (Terms + 1L) * Columns, Out);
            Fence.Check(target, Out);
            for (int o = 0; o < Out; o++)
            {
                float sum = 0;
                for (int part = 0; part < ChunkCount; part++)
                    sum += Partial[((nint)part * (Terms + 1) + chunk) * Columns + o];
                target[o] = sum;
            }
        }
    }
}
