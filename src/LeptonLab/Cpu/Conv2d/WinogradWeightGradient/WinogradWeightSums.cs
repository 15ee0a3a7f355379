using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The sums ∂L/∂U[i, j, c, o] = Σ_tiles V[i, j, c] · H[i, j, o] of one group of rows of tiles and some rows i of positions.
/// Tiles are transformed until there are enough for a matrix product, position by position.
/// </summary>
internal readonly unsafe struct WinogradWeightSums(
    float* x, float* dy, float* partial, Conv2dGeometry geometry, WinogradWeightGradient.Plan plan) : IChunkKernel
{
    private const int MostTiles = 64;
    private const int Padding = 16; // keeps the rows of one panel out of the same cache sets

    private readonly float* _x = x;
    private readonly float* _dy = dy;
    private readonly float* _partial = partial;
    private readonly Conv2dGeometry _geometry = geometry;
    private readonly WinogradWeightGradient.Plan _plan = plan;

    private int Positions => 36 / _plan.Parts;

    private int InRow => _plan.In + Padding;

    private int OutRow => _plan.Out + Padding;

    private int PixelRow => (4 * _plan.TileColumns + 2) * _plan.In;

    private int GradientRow => 4 * _plan.TileColumns * _plan.Out;

    public void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        int group = chunk / _plan.Parts, part = chunk % _plan.Parts, firstRow = 6 / _plan.Parts * part;
        float* sums = _partial + (nint)group * _plan.SumsLength;
        float* bias = part == 0 ? sums + (nint)36 * _plan.In * _plan.Out : null;
        sums += (nint)6 * firstRow * _plan.In * _plan.Out;
        if (bias != null)
            new Span<float>(bias, _plan.Out).Clear();

        float* pixels = Scratch.Get(ScratchSlot.WinogradWeightPixels, checked(6 * PixelRow + 4 * GradientRow));
        float* gradient = pixels + 6 * PixelRow;
        float* v = Scratch.Get(ScratchSlot.WinogradWeightTiles, Positions * MostTiles * (InRow + OutRow));
        float* h = v + Positions * MostTiles * InRow;
        int end = (int)((long)_plan.TileRows * (group + 1) / _plan.Groups), filled = 0;
        bool accumulate = false;
        for (int row = (int)((long)_plan.TileRows * group / _plan.Groups); row < end; row++)
        {
            CopyRows(row, pixels, gradient);
            if (bias != null)
                AddBias<TSimd>(gradient, bias);
            for (int tile = 0; tile < _plan.TileColumns;)
            {
                int count = Math.Min(_plan.TileColumns - tile, MostTiles - filled);
                for (int i = 0; i < 6 / _plan.Parts; i++)
                {
                    WinogradWeightTransforms<TSimd>.Pixels(
                        pixels + 4 * tile * _plan.In, PixelRow, _plan.In, count, firstRow + i,
                        v + (6 * i * MostTiles + filled) * InRow, InRow, MostTiles * InRow);
                    WinogradWeightTransforms<TSimd>.Gradient(
                        gradient + 4 * tile * _plan.Out, GradientRow, _plan.Out, count, firstRow + i,
                        h + (6 * i * MostTiles + filled) * OutRow, OutRow, MostTiles * OutRow);
                }

                tile += count;
                filled += count;
                if (filled < MostTiles)
                    continue;
                Multiply<TSimd>(v, h, filled, sums, accumulate);
                (filled, accumulate) = (0, true);
            }
        }

        if (filled > 0 || !accumulate)
            Multiply<TSimd>(v, h, filled, sums, accumulate);
    }

    private void Multiply<TSimd>(float* v, float* h, int tiles, float* sums, bool accumulate)
        where TSimd : struct, ISimd<TSimd>
    {
        for (int position = 0; position < Positions; position++)
        {
            var tile = new TileOperands
            {
                A = v + position * MostTiles * InRow,
                ARow = 1,
                AStep = InRow,
                B = h + position * MostTiles * OutRow,
                BStep = OutRow,
                C = sums + (nint)position * _plan.In * _plan.Out,
                CRow = _plan.Out,
                Length = tiles,
                Segments = 1,
                Accumulate = accumulate,
            };
            TileGrid<TSimd>.Run(_plan.In, _plan.Out, tile, TileGrid<TSimd>.PanelWidth);
        }
    }

    private static void AddRows<TSimd>(float* gradient, int pixels, int channels, float* bias)
        where TSimd : struct, ISimd<TSimd>
    {
        Fence.Check(gradient, (long)pixels * channels);
        Fence.Check(bias, channels);
        for (int o = 0; o < channels; o += TSimd.Width)
        {
            TSimd sum = TSimd.Load(bias + o);
            for (int pixel = 0; pixel < pixels; pixel++)
                sum = TSimd.Add(sum, TSimd.Load(gradient + (nint)pixel * channels + o));
            TSimd.Store(bias + o, sum);
        }
    }

    private void AddBias<TSimd>(float* gradient, float* bias)
        where TSimd : struct, ISimd<TSimd> => AddRows<TSimd>(gradient, 16 * _plan.TileColumns, _plan.Out, bias);

    // The pixels and gradients under a row of tiles, with zeros around them and channels filled up with zeros.
    private void CopyRows(int tileRow, float* pixels, float* gradient)
    {
        Conv2dGeometry g = _geometry;
        int rowsOfImage = _plan.TileRows / g.Batch, image = tileRow / rowsOfImage, first = 4 * (tileRow % rowsOfImage);
        for (int i = 0; i < 6; i++)
        {
            int row = first + i - g.Padding;
            float* from = (uint)row < (uint)g.Height ? _x + ((nint)image * g.Height + row) * g.Width * g.In : null;
            Copy(from, g.Width, g.In, g.Padding, pixels + i * PixelRow, 4 * _plan.TileColumns + 2, _plan.In);
        }

        for (int i = 0; i < 4; i++)
        {
            int row = first + i;
            float* from = row < g.OutHeight ? _dy + ((nint)image * g.OutHeight + row) * g.OutWidth * g.Out : null;
            Copy(from, g.OutWidth, g.Out, 0, gradient + i * GradientRow, 4 * _plan.TileColumns, _plan.Out);
        }
    }

    private static void Copy(float* from, int width, int channels, int margin, float* to, int toWidth, int toChannels)
    {
        Fence.Check(from, from == null ? 0 : (long)width * channels);
        Fence.Check(to, (long)toWidth * toChannels);
        var target = new Span<float>(to, toWidth * toChannels);
        if (from == null)
        {
            target.Clear();
            return;
        }

        int count = Math.Min(width, toWidth - margin);
        target[..(margin * toChannels)].Clear();
        if (channels == toChannels)
        {
            new ReadOnlySpan<float>(from, count * channels).CopyTo(target[(margin * toChannels)..]);
        }
        else
        {
            for (int column = 0; column < count; column++)
            {
                Span<float> pixel = target.Slice((margin + column) * toChannels, toChannels);
                new ReadOnlySpan<float>(from + (nint)column * channels, channels).CopyTo(pixel);
                pixel[channels..].Clear();
            }
        }

        target[((margin + count) * toChannels)..].Clear();
    }
}
