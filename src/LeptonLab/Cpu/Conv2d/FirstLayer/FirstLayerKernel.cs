using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A chunk is some rows of tiles of one image.</summary>
internal readonly unsafe struct FirstLayerKernel : IChunkKernel
{
    private readonly float* _x;
    private readonly float* _y;
    private readonly byte* _places;
    private readonly bool _pooled;
    private readonly float* _packed;
    private readonly float* _zeros;
    private readonly DirectKernel _direct;
    private readonly Conv2dGeometry _geometry;

    internal FirstLayerKernel(float* packed, float* zeros, DirectKernel direct, Conv2dRows rows, Conv2dGeometry g, Tensor x, Tensor y, PoolPlaces? places, bool pooled)
    {
        _x = x.Pointer;
        _y = y.Pointer;
        _places = places is null ? null : places.Pointer;
        (_pooled, _direct, Rows, _geometry) = (pooled, direct, rows, g);
        _packed = packed;
        _zeros = zeros;
    }

    /// <summary>How the rows of tiles are dealt to chunks.</summary>
    internal Conv2dRows Rows { get; }

    public void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        switch (_geometry.In)
        {
            case 2: Run<TSimd, TwoChannels>(chunk); break;
            case 3: Run<TSimd, ThreeChannels>(chunk); break;
            default: Run<TSimd, FourChannels>(chunk); break;
        }
    }

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
                TileRow<TSimd, TIn>(image, row, new FourRows(pixels, rowLength, firstRow, _geometry.Height, _zeros));
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
        int tiles = _pooled ? _geometry.OutWidth / 2 : (_geometry.OutWidth + 1) / 2;
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
        float* weights = _packed;
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
        if (_pooled)
        {
            nint at = (((nint)part.Image * Rows.Rows + part.Row) * (_geometry.OutWidth / 2) + part.FirstTile) * channels + o;
            FirstLayerOutput<TSimd>.Pool(part.Sums, part.Tiles, vectors, lanes, channels, _y + at, _places == null ? null : _places + at);
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
