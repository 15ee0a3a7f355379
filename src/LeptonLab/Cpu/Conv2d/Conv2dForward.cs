using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Direct convolution: a row of outputs [OutWidth, Out] is the product of the image rows under it, read in place with
/// row distance stride · In, and the weights [KernelHeight · KernelWidth · In, Out], packed once into panels.
/// </summary>
internal static unsafe class Conv2dForward
{
    internal static void Run(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry g)
    {
        if (y.Count == 0)
            return;
        var kernel = new Kernel(x, w, b, y, null, g, Conv2dRows.Of(g.Batch, g.OutHeight, g.MultiplyAdds / g.Batch / g.OutHeight));
        Chunks.Run(kernel.Rows.Count, kernel);
        kernel.Release();
    }

    /// <summary>The same with ReLU and 2×2 max-pooling behind it; a chunk's rows are pooled ones.</summary>
    internal static void RunPooled(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry g)
    {
        if (y.Count == 0)
            return;
        var kernel = new Kernel(
            x, w, b, y, places, g, Conv2dRows.Of(g.Batch, g.OutHeight / 2, 2 * g.MultiplyAdds / g.Batch / g.OutHeight));
        Chunks.Run(kernel.Rows.Count, kernel);
        kernel.Release();
    }

    internal readonly struct Kernel : IChunkKernel
    {
        private readonly float* _x;
        private readonly float* _bias;
        private readonly float* _y;
        private readonly byte* _places;
        private readonly TensorStorage _packed;
        private readonly Conv2dGeometry _geometry;

        internal Kernel(Tensor x, Tensor w, Tensor? b, Tensor y, PoolPlaces? places, Conv2dGeometry g, Conv2dRows rows)
        {
            _x = x.Pointer;
            _bias = b is null ? null : b.Pointer;
            _y = y.Pointer;
            _places = places is null ? null : places.Pointer;
            _geometry = g;
            Rows = rows;
            int panelWidth = 2 * SimdWidth.Bits / 32, terms = g.KernelHeight * g.KernelWidth * g.In;
            _packed = new TensorStorage(Panels.Length(terms, g.Out, panelWidth));
            Panels.Pack(w.Pointer, g.Out, 1, terms, g.Out, _packed.Pointer, panelWidth);
        }

        internal Conv2dRows Rows { get; }

        internal void Release() => _packed.Release();

        public void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            if (_places == null)
                Convolve<TSimd>(chunk);
            else
                ConvolveAndPool<TSimd>(chunk);
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
            nint at = ((nint)image * (g.OutHeight / 2) + first) * (g.OutWidth / 2) * g.Out;
            for (int row = 0; row < count; row++)
            {
                float* upper = source.First + 2 * row * g.Stride * source.RowLength;
                Row<TSimd>(upper, source.RowLength, two);
                Row<TSimd>(upper + g.Stride * source.RowLength, source.RowLength, two + rowLength);
                PoolEpilogue<TSimd>.Run(two, rowLength, g.OutWidth / 2, g.Out, _y + at, _places + at);
                at += (nint)(g.OutWidth / 2) * g.Out;
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
                B = _packed.Pointer,
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
