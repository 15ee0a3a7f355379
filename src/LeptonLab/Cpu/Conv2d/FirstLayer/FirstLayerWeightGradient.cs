using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// ∂L/∂w and ∂L/∂b of the first layer from the gradient of its pooled values, by Winograd F(3×3, 2×2): the forward pass
/// Y = Aᵀ [(G w Gᵀ) ∘ V] A with V = Bᵀ d B, differentiated:
/// <code>
/// ∂L/∂w = Gᵀ [Σ_tiles V ∘ (A g Aᵀ)] G
/// </code>
/// g is a window's 2×2 tile of ∂L/∂conv, of which one number at most is not zero. 16 multiplications do the work of 36.
/// Rows of tiles are dealt to a number of chunks that the shape decides; their sums are added in the order of the chunks.
/// </summary>
/// <remarks>
/// Where a result is not finite, or a pixel that belongs to no window is not, <see cref="Conv2dWeightGradient"/> does it
/// all again: there, as in the plain loops, a pixel that is not finite makes NaN of a gradient that is zero.
/// </remarks>
internal static unsafe class FirstLayerWeightGradient
{
    private const int WidestVector = 16;
    private const int MostChunks = 32;
    private const long MultiplyAddsPerChunk = 1 << 18;

    internal static bool Takes(in Conv2dGeometry g) => FirstLayer.Takes(g) && g is { Batch: > 0, Out: > 0, OutHeight: >= 2, OutWidth: >= 2 };

    internal static void RunPooled(Tensor x, Tensor dy, PoolPlaces places, Tensor dw, Tensor? db, Conv2dGeometry g)
    {
        var kernel = new Kernel(x, dy, places, g);
        Chunks.Run(kernel.Count, kernel);
        bool isFinite = kernel.Finish(dw.Pointer, db is null ? null : db.Pointer);
        kernel.Release();
        if (!isFinite || !UncoveredAreFinite(x.AsSpan(), g))
            Conv2dWeightGradient.Run(x, GradientRows.Pooled(dy, places, g), dw, db, g);
    }

    // With an odd number of rows or columns of outputs the last one, and the last of the pixels under it, have no window.
    private static bool UncoveredAreFinite(ReadOnlySpan<float> x, in Conv2dGeometry g)
    {
        int firstRow = Math.Max(0, g.OutHeight / 2 * 2 + 2 - g.Padding), firstColumn = Math.Max(0, g.OutWidth / 2 * 2 + 2 - g.Padding);
        if (firstRow >= g.Height && firstColumn >= g.Width)
            return true;
        for (int n = 0; n < g.Batch; n++)
        for (int row = 0; row < g.Height; row++)
        {
            int from = row >= firstRow ? 0 : firstColumn;
            if (from < g.Width && !Numbers.AreFinite(x.Slice(g.X(n, row, from, 0), (g.Width - from) * g.In)))
                return false;
        }

        return true;
    }

    internal readonly struct Kernel : IChunkKernel
    {
        private readonly float* _x;
        private readonly float* _dy;
        private readonly byte* _places;
        private readonly TensorStorage _zeros;
        private readonly TensorStorage _partial;
        private readonly Conv2dGeometry _geometry;
        private readonly int _columns;

        internal Kernel(Tensor x, Tensor dy, PoolPlaces places, Conv2dGeometry g)
        {
            _x = x.Pointer;
            _dy = dy.Pointer;
            _places = places.Pointer;
            _geometry = g;
            _columns = Chunks.Count(g.Out, WidestVector) * WidestVector;
            Count = (int)Math.Clamp(g.MultiplyAdds / MultiplyAddsPerChunk, 1, Math.Min(MostChunks, g.Batch * (g.OutHeight / 2)));
            _partial = new TensorStorage(checked(Count * (16 * g.In + 1) * _columns));
            _zeros = new TensorStorage(g.Width * g.In);
            _zeros.Span.Clear();
        }

        /// <summary>The number of chunks.</summary>
        internal int Count { get; }

        // [16 positions, In] rows of outputs, and one for the bias.
        private int PartialLength => (16 * _geometry.In + 1) * _columns;

        internal void Release()
        {
            _zeros.Release();
            _partial.Release();
        }

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            switch (_geometry.In)
            {
                case 1: Run<TSimd, OneChannel>(chunk); break;
                case 2: Run<TSimd, TwoChannels>(chunk); break;
                case 3: Run<TSimd, ThreeChannels>(chunk); break;
                default: Run<TSimd, FourChannels>(chunk); break;
            }
        }

        private void Run<TSimd, TIn>(int chunk)
            where TSimd : struct, ISimd<TSimd>
            where TIn : struct, IInputChannels
        {
            float* partial = _partial.Pointer + (nint)chunk * PartialLength;
            new Span<float>(partial, PartialLength).Clear();
            int rowsOfImage = _geometry.OutHeight / 2, rowLength = _geometry.Width * TIn.Count;
            long rows = (long)_geometry.Batch * rowsOfImage;
            for (int row = (int)(rows * chunk / Count); row < (int)(rows * (chunk + 1) / Count); row++)
            {
                float* pixels = _x + (nint)(row / rowsOfImage) * _geometry.Height * rowLength;
                int firstRow = 2 * (row % rowsOfImage) - _geometry.Padding;
                TileRow<TSimd, TIn>(row, new FourRows(pixels, rowLength, firstRow, _geometry.Height, _zeros.Pointer), partial);
            }
        }

        private void TileRow<TSimd, TIn>(int row, in FourRows rows, float* partial)
            where TSimd : struct, ISimd<TSimd>
            where TIn : struct, IInputChannels
        {
            int tiles = _geometry.OutWidth / 2, piece = InputTiles<TSimd>.TilesAtATime(tiles, TIn.Count);

            // As many sums at a time as there are registers for.
            bool two = 4 * TIn.Count <= TSimd.TileRows;
            int group = two ? 2 * TSimd.Width : TSimd.Width;
            float* v = Scratch.Get(ScratchSlot.FirstLayer, InputTiles<TSimd>.ScratchLength + 4 * piece * group);
            float* gradient = v + InputTiles<TSimd>.ScratchLength;
            for (int tile = 0; tile < tiles; tile += piece)
            {
                int count = Math.Min(piece, tiles - tile), first = (2 * tile - _geometry.Padding) * TIn.Count;
                InputTiles<TSimd>.Transform(rows, _geometry.Width * TIn.Count, first, count, TIn.Count, v);
                for (int o = 0; o < _geometry.Out; o += group)
                {
                    nint at = ((nint)row * tiles + tile) * _geometry.Out + o;
                    int lanes = Math.Min(group, _geometry.Out - o);
                    PooledGradientTiles<TSimd>.Sort(
                        _dy + at, _places + at, count, _geometry.Out, lanes, gradient, partial + 16 * TIn.Count * _columns + o);
                    if (two && lanes > TSimd.Width)
                        Products<TSimd, TIn, TwoColumns>(v, gradient, count, partial + o);
                    else
                        Products<TSimd, TIn, OneColumn>(v, gradient, count, partial + o);
                }
            }
        }

        private void Products<TSimd, TIn, TColumns>(float* v, float* gradient, int count, float* sums)
            where TSimd : struct, ISimd<TSimd>
            where TIn : struct, IInputChannels
            where TColumns : struct, ITileColumns
        {
            int threePlanes = 3 * InputTiles<TSimd>.Plane, row = 4 * TIn.Count * _columns;
            int lower = 2 * (TColumns.Two ? 2 : 1) * TSimd.Width;
            FirstLayerOuterProducts<TSimd, TIn, TColumns, OneGradientRow>.Run(v, gradient, count, sums, _columns);
            FirstLayerOuterProducts<TSimd, TIn, TColumns, SumOfGradientRows>.Run(
                v + threePlanes, gradient, count, sums + row, _columns);
            FirstLayerOuterProducts<TSimd, TIn, TColumns, DifferenceOfGradientRows>.Run(
                v + 2 * threePlanes, gradient, count, sums + 2 * row, _columns);
            FirstLayerOuterProducts<TSimd, TIn, TColumns, OneGradientRow>.Run(
                v + 3 * threePlanes, gradient + lower, count, sums + 3 * row, _columns);
        }

        /// <summary>Adds up the chunks' sums and transforms them back; false if a result is not finite.</summary>
        internal bool Finish(float* dw, float* db)
        {
            Fence.Check(dw, 9L * _geometry.In * _geometry.Out);
            Fence.Check(db, db == null ? 0 : _geometry.Out);
            float* sums = _partial.Pointer;
            Chunks.Run(16 * _geometry.In + 1, new Sum { Partial = sums, Distance = PartialLength, Parts = Count, Columns = _columns });
            for (int c = 0; c < _geometry.In; c++)
            for (int o = 0; o < _geometry.Out; o++)
                TransformBack(sums + c * _columns + o, _geometry.In * _columns, dw + c * _geometry.Out + o, _geometry.In * _geometry.Out);
            if (db != null)
                new ReadOnlySpan<float>(sums + 16 * _geometry.In * _columns, _geometry.Out).CopyTo(new Span<float>(db, _geometry.Out));
            return Numbers.AreFinite(new ReadOnlySpan<float>(dw, 9 * _geometry.In * _geometry.Out));
        }

        // Gᵀ ∂L/∂U G, with the signs of row 3 and column 3, which the sums leave out.
        private static void TransformBack(float* sums, int step, float* dw, int dwStep)
        {
            float* half = stackalloc float[12];
            for (int j = 0; j < 4; j++)
                Back(sums[j * step], sums[(4 + j) * step], sums[(8 + j) * step], sums[(12 + j) * step], half + j, 4);
            for (int u = 0; u < 3; u++, half += 4)
                Back(half[0], half[1], half[2], half[3], dw + 3 * u * dwStep, dwStep);
        }

        private static void Back(float first, float second, float third, float fourth, float* target, int step)
        {
            float sum = (second + third) / 2;
            target[0] = first + sum;
            target[step] = (second - third) / 2;
            target[2 * step] = sum - fourth;
        }
    }

    /// <summary>Adds one row of outputs of all chunks to that of the first chunk.</summary>
    private struct Sum : IChunkKernel
    {
        internal float* Partial;
        internal nint Distance;
        internal int Parts;
        internal int Columns;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            float* first = Partial + chunk * Columns;
            Fence.Check(first, Parts, Distance, Columns);
            for (int o = 0; o < Columns; o += TSimd.Width)
            {
                TSimd sum = TSimd.Load(first + o);
                for (int part = 1; part < Parts; part++)
                    sum = TSimd.Add(sum, TSimd.Load(first + part * Distance + o));
                TSimd.Store(first + o, sum);
            }
        }
    }
}
