using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Direct convolution: a row of outputs [OutWidth, Out] is the product of the image rows under it, read in place with
/// row distance stride · In, and the weights [KernelHeight · KernelWidth · In, Out], packed once into panels.
/// </summary>
internal static class Conv2dForward
{
    internal static void Run(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry g)
    {
        if (y.Count == 0)
            return;
        var plan = new DirectPlan(w, g);
        plan.Run(x, b, y);
        plan.Release();
    }

    /// <summary>The same with ReLU and 2×2 max-pooling behind it.</summary>
    internal static void RunPooled(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry g)
    {
        if (y.Count == 0)
            return;
        var plan = new DirectPlan(w, g);
        plan.RunPooled(x, b, y, places);
        plan.Release();
    }
}

/// <summary>A direct convolution, its weights packed.</summary>
internal sealed unsafe class DirectPlan : Conv2dPlan
{
    private readonly TensorStorage _packed;
    private readonly Conv2dGeometry _geometry;

    internal DirectPlan(Tensor w, Conv2dGeometry g)
    {
        _geometry = g;
        int panelWidth = 2 * SimdWidth.Bits / 32, terms = g.KernelHeight * g.KernelWidth * g.In;
        _packed = new TensorStorage(Panels.Length(terms, g.Out, panelWidth));
        Panels.Pack(w.Pointer, g.Out, 1, terms, g.Out, _packed.Pointer, panelWidth);
    }

    internal override void Run(Tensor x, Tensor? b, Tensor y)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        if (y.Count == 0)
            return;
        var rows = Conv2dRows.Of(g.Batch, g.OutHeight, g.MultiplyAdds / g.Batch / g.OutHeight);
        Chunks.Run(rows.Count, new Kernel(this, g, rows, x.Pointer, b is null ? null : b.Pointer, y.Pointer, null, pooled: false));
        GC.KeepAlive(this);
    }

    /// <summary>A chunk's rows are pooled ones.</summary>
    internal override void RunPooled(Tensor x, Tensor b, Tensor y, PoolPlaces? places)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        if (y.Count == 0)
            return;
        var rows = Conv2dRows.Of(g.Batch, g.OutHeight / 2, 2 * g.MultiplyAdds / g.Batch / g.OutHeight);
        byte* wanted = places is null ? null : places.Pointer;
        Chunks.Run(rows.Count, new Kernel(this, g, rows, x.Pointer, b.Pointer, y.Pointer, wanted, pooled: true));
        GC.KeepAlive(this);
    }

    internal override void Release() => _packed.Release();

    private readonly struct Kernel : IChunkKernel
    {
        private readonly float* _x;
        private readonly float* _bias;
        private readonly float* _y;
        private readonly byte* _places;
        private readonly bool _pooled;
        private readonly float* _packed;
        private readonly Conv2dGeometry _geometry;
        private readonly Conv2dRows _rows;

        internal Kernel(DirectPlan plan, Conv2dGeometry g, Conv2dRows rows, float* x, float* bias, float* y, byte* places, bool pooled)
        {
            (_geometry, _rows, _pooled) = (g, rows, pooled);
            _x = x;
            _bias = bias;
            _y = y;
            _places = places;
            _packed = plan._packed.Pointer;
        }

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
            (int image, int first, int count) = _rows[chunk];
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
            (int image, int first, int count) = _rows[chunk];
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
}
