using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Forward pass of the first layer by Winograd F(2×2, 3×3), alone or with ReLU and 2×2 max-pooling behind it; both compute
/// every output in the same way. A row of tiles is transformed piece by piece (<see cref="InputTiles{TSimd}"/>), multiplied
/// (<see cref="FirstLayerTiles{TSimd,TIn,TColumns}"/>) and finished (<see cref="FirstLayerOutput{TSimd}"/>), all within the
/// first cache. A row of tiles over pixels that are not ordinary numbers is left to the direct kernel.
/// </summary>
internal static unsafe class FirstLayerForward
{
    /// <summary>
    /// Whether this convolution is done here: the shape, and weights that are ordinary numbers. With one input channel the
    /// direct sum has nine terms only, and the transforms cost more than they save.
    /// </summary>
    internal static bool Takes(in Conv2dGeometry g, Tensor w, Tensor? b) =>
        FirstLayer.Takes(g) && g.In > 1 && g.OutputShape.Count > 0 && FirstLayer.AreOrdinary(w.Pointer, w.Count) && (b is null || FirstLayer.AreOrdinary(b.Pointer, b.Count));

    internal static void Run(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry g) =>
        Run(new Kernel(x, w, b, y, null, g, SimdWidth.Bits / 32));

    internal static void RunPooled(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry g) =>
        Run(new Kernel(x, w, b, y, places, g, SimdWidth.Bits / 32));

    private static void Run(Kernel kernel)
    {
        Chunks.Run(kernel.Rows.Count, kernel);
        kernel.Release();
    }

    internal readonly struct Kernel : IChunkKernel
    {
        private readonly float* _x;
        private readonly float* _y;
        private readonly byte* _places;
        private readonly TensorStorage _packed;
        private readonly TensorStorage _zeros;
        private readonly Conv2dForward.Kernel _direct;
        private readonly Conv2dGeometry _geometry;

        internal Kernel(Tensor x, Tensor w, Tensor? b, Tensor y, PoolPlaces? places, Conv2dGeometry g, int width)
        {
            _x = x.Pointer;
            _y = y.Pointer;
            _places = places is null ? null : places.Pointer;
            _geometry = g;
            _packed = new TensorStorage(FirstLayerWeights.Length(g, width));
            FirstLayerWeights.Pack(w.Pointer, b is null ? null : b.Pointer, g, width, _packed.Pointer);
            _zeros = new TensorStorage(g.Width * g.In);
            _zeros.Span.Clear();

            // A chunk of the direct kernel is one row of tiles.
            int tileRows = TileRows(g, places is not null);
            _direct = new Conv2dForward.Kernel(
                x, w, b, y, places, g, places is null ? new(g.Batch, g.OutHeight, 2) : new(g.Batch, tileRows, 1));
            Rows = Conv2dRows.Of(g.Batch, tileRows, 18L * g.OutWidth * g.In * g.Out);
        }

        /// <summary>How the rows of tiles are dealt to chunks.</summary>
        internal Conv2dRows Rows { get; }

        internal void Release()
        {
            _packed.Release();
            _zeros.Release();
            _direct.Release();
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

        // An odd row or column of outputs reaches no window, so pooling leaves it out; alone, it is part of a tile.
        private static int TileRows(in Conv2dGeometry g, bool pooled) => pooled ? g.OutHeight / 2 : (g.OutHeight + 1) / 2;

        private void Run<TSimd, TIn>(int chunk)
            where TSimd : struct, ISimd<TSimd>
            where TIn : struct, IInputChannels
        {
            (int image, int first, int count) = Rows[chunk];
            int rowLength = _geometry.Width * _geometry.In;
            float* pixels = _x + (nint)image * _geometry.Height * rowLength;
            bool upper = AreOrdinary(pixels, 2 * first - _geometry.Padding);
            for (int row = first; row < first + count; row++)
            {
                int firstRow = 2 * row - _geometry.Padding;
                bool lower = AreOrdinary(pixels, firstRow + 2);
                if (upper && lower)
                    TileRow<TSimd, TIn>(image, row, new FourRows(pixels, rowLength, firstRow, _geometry.Height, _zeros.Pointer));
                else
                    _direct.Run<TSimd>(image * Rows.Rows + row);
                upper = lower;
            }
        }

        private bool AreOrdinary(float* pixels, int row)
        {
            int length = _geometry.Width * _geometry.In, first = Math.Max(0, row), end = Math.Min(_geometry.Height, row + 2);
            return first >= end || FirstLayer.AreOrdinary(pixels + (nint)first * length, (end - first) * length);
        }

        private void TileRow<TSimd, TIn>(int image, int row, in FourRows rows)
            where TSimd : struct, ISimd<TSimd>
            where TIn : struct, IInputChannels
        {
            int tiles = _places != null ? _geometry.OutWidth / 2 : (_geometry.OutWidth + 1) / 2;
            int piece = InputTiles<TSimd>.TilesAtATime(tiles, TIn.Count);
            int sumsLength = FirstLayerTiles<TSimd, TIn, TwoColumns>.SumsLength;
            float* v = Scratch.Get(ScratchSlot.FirstLayer, InputTiles<TSimd>.ScratchLength + sumsLength);
            for (int tile = 0; tile < tiles; tile += piece)
            {
                int count = Math.Min(piece, tiles - tile), first = (2 * tile - _geometry.Padding) * TIn.Count;
                InputTiles<TSimd>.Transform(rows, _geometry.Width * TIn.Count, first, count, TIn.Count, v);

                // All outputs of a few tiles one after another: whole pixels are written.
                int most = FirstLayerTiles<TSimd, TIn, TwoColumns>.Tiles;
                for (int inPiece = 0; inPiece < count; inPiece += most)
                {
                    Outputs<TSimd, TIn>(new Part
                    {
                        Image = image,
                        Row = row,
                        FirstTile = tile + inPiece,
                        Tiles = Math.Min(most, count - inPiece),
                        V = v + inPiece * 2 * TIn.Count,
                        Sums = v + InputTiles<TSimd>.ScratchLength,
                    });
                }
            }
        }

        private void Outputs<TSimd, TIn>(in Part part)
            where TSimd : struct, ISimd<TSimd>
            where TIn : struct, IInputChannels
        {
            int channels = _geometry.Out, o = 0;
            float* weights = _packed.Pointer;
            for (; o < channels - TSimd.Width; o += 2 * TSimd.Width)
            {
                FirstLayerTiles<TSimd, TIn, TwoColumns>.Run(part.V, weights, part.Sums);
                Finish<TSimd>(part, o, 2);
                weights += 4 * (1 + 4 * TIn.Count) * 2 * TSimd.Width;
            }

            if (o < channels)
            {
                FirstLayerTiles<TSimd, TIn, OneColumn>.Run(part.V, weights, part.Sums);
                Finish<TSimd>(part, o, 1);
            }
        }

        private void Finish<TSimd>(in Part part, int o, int vectors)
            where TSimd : struct, ISimd<TSimd>
        {
            int channels = _geometry.Out, lanes = Math.Min(channels - o, vectors * TSimd.Width);
            if (_places != null)
            {
                nint at = (((nint)part.Image * Rows.Rows + part.Row) * (_geometry.OutWidth / 2) + part.FirstTile) * channels + o;
                FirstLayerOutput<TSimd>.Pool(part.Sums, part.Tiles, vectors, lanes, channels, _y + at, _places + at);
            }
            else
            {
                nint rowLength = (nint)_geometry.OutWidth * channels;
                float* upper = _y + ((nint)part.Image * _geometry.OutHeight + 2 * part.Row) * rowLength + 2 * part.FirstTile * channels + o;
                float* lower = 2 * part.Row + 1 < _geometry.OutHeight ? upper + rowLength : null;
                int columns = Math.Min(2 * part.Tiles, _geometry.OutWidth - 2 * part.FirstTile);
                FirstLayerOutput<TSimd>.Write(part.Sums, columns, lanes, channels, upper, lower);
            }
        }
    }

    /// <summary>Neighbouring tiles of a row.</summary>
    private struct Part
    {
        internal int Image;
        internal int Row;
        internal int FirstTile;
        internal int Tiles;
        internal float* V;
        internal float* Sums;
    }
}
