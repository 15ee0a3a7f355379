using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A chunk is some rows of one image: rows of outputs, or of pooled values.</summary>
internal readonly unsafe struct DirectKernel : IChunkKernel
{
    private readonly float* _x;
    private readonly float* _bias;
    private readonly float* _y;
    private readonly byte* _places;
    private readonly bool _pooled;
    private readonly float* _packed;
    private readonly Conv2dGeometry _geometry;

    internal DirectKernel(
        Conv2dGeometry g, Conv2dRows rows, float* packed, float* bias, float* x, float* y, byte* places, bool pooled)
    {
        (_geometry, Rows, _pooled) = (g, rows, pooled);
        _packed = packed;
        _bias = bias;
        _x = x;
        _y = y;
        _places = places;
    }

    internal Conv2dRows Rows { get; }

    public void Run<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        if (_pooled)
            ConvolveAndPool<TSimd>(chunk);
        else
            Convolve<TSimd>(chunk);
    }

    private void Convolve<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        Conv2dGeometry g = _geometry;
        (int image, int first, int count) = Rows[chunk];
        PaddedRows source = PaddedRows.Of(_x, image, g, first * g.Stride, (count - 1) * g.Stride + g.KernelHeight);
        nint rowLength = (nint)g.OutWidth * g.Out;
        float* y = _y + ((nint)image * g.OutHeight + first) * rowLength;
        for (int row = 0; row < count; row++)
            Row<TSimd>(source.First + row * g.Stride * source.RowLength, source.RowLength, y + row * rowLength);
    }

    private void ConvolveAndPool<TSimd>(int chunk)
        where TSimd : struct, ISimd<TSimd>
    {
        Conv2dGeometry g = _geometry;
        (int image, int first, int count) = Rows[chunk];
        PaddedRows source = PaddedRows.Of(
            _x, image, g, 2 * first * g.Stride, (2 * count - 1) * g.Stride + g.KernelHeight);
        nint rowLength = (nint)g.OutWidth * g.Out;
        float* two = Scratch.Get(ScratchSlot.Right, checked(2 * g.OutWidth * g.Out));
        nint pooledLength = (nint)(g.OutWidth / 2) * g.Out, at = ((nint)image * (g.OutHeight / 2) + first) * pooledLength;
        byte* unwanted = (byte*)Scratch.Get(ScratchSlot.Places, Chunks.Count((int)pooledLength, sizeof(float)));
        for (int row = 0; row < count; row++)
        {
            float* upper = source.First + 2 * row * g.Stride * source.RowLength;
            Row<TSimd>(upper, source.RowLength, two);
            Row<TSimd>(upper + g.Stride * source.RowLength, source.RowLength, two + rowLength);
            PoolEpilogue<TSimd>.Run(two, rowLength, g.OutWidth / 2, g.Out, _y + at, _places == null ? unwanted : _places + at);
            at += pooledLength;
        }
    }

    private void Row<TSimd>(float* source, nint sourceRow, float* y)
        where TSimd : struct, ISimd<TSimd>
    {
        Conv2dGeometry g = _geometry;
        nint panelWidth = TileGrid<TSimd>.PanelWidth;
        if (_bias != null)
        {
            Fence.Check(_bias, g.Out);
            Fence.Check(y, (long)g.OutWidth * g.Out);
            var bias = new ReadOnlySpan<float>(_bias, g.Out);
            for (int column = 0; column < g.OutWidth; column++)
                bias.CopyTo(new Span<float>(y + (nint)column * g.Out, g.Out));
        }

        var tile = new TileOperands
        {
            A = source,
            ARow = (nint)g.Stride * g.In,
            AStep = 1,
            ASegment = sourceRow,
            B = _packed,
            BStep = panelWidth,
            BSegment = panelWidth * g.KernelWidth * g.In,
            C = y,
            CRow = g.Out,
            Length = g.KernelWidth * g.In,
            Segments = g.KernelHeight,
            Accumulate = _bias != null,
        };
        TileGrid<TSimd>.Run(g.OutWidth, g.Out, tile, panelWidth * g.KernelHeight * g.KernelWidth * g.In);
    }
}
