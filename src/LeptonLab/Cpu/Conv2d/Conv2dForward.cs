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
        int panelWidth = 2 * SimdWidth.Bits / 32, terms = g.KernelHeight * g.KernelWidth * g.In;
        var packed = new TensorStorage(Panels.Length(terms, g.Out, panelWidth));
        Panels.Pack(w.Pointer, g.Out, 1, terms, g.Out, packed.Pointer, panelWidth);

        Conv2dRows rows = Conv2dRows.Of(g.Batch, g.OutHeight, (long)g.OutWidth * terms * g.Out);
        Chunks.Run(rows.Count, new Kernel
        {
            X = x.Pointer,
            Weights = packed.Pointer,
            Bias = b is null ? null : b.Pointer,
            Y = y.Pointer,
            Geometry = g,
            Rows = rows,
        });
        packed.Release();
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* Weights;
        internal float* Bias;
        internal float* Y;
        internal Conv2dGeometry Geometry;
        internal Conv2dRows Rows;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            (int image, int first, int count) = Rows[chunk];
            nint panelWidth = TileGrid<TSimd>.PanelWidth;
            int terms = g.KernelHeight * g.KernelWidth * g.In;
            PaddedRows source = PaddedRows.Of(X, image, g, first * g.Stride, (count - 1) * g.Stride + g.KernelHeight);
            float* y = Y + ((nint)image * g.OutHeight + first) * g.OutWidth * g.Out;

            for (int row = 0; row < count; row++)
            {
                if (Bias != null)
                {
                    var bias = new ReadOnlySpan<float>(Bias, g.Out);
                    for (int column = 0; column < g.OutWidth; column++)
                        bias.CopyTo(new Span<float>(y + (nint)column * g.Out, g.Out));
                }

                var tile = new TileOperands
                {
                    A = source.First + row * g.Stride * source.RowLength,
                    ARow = (nint)g.Stride * g.In,
                    AStep = 1,
                    ASegment = source.RowLength,
                    B = Weights,
                    BStep = panelWidth,
                    BSegment = panelWidth * g.KernelWidth * g.In,
                    C = y,
                    CRow = g.Out,
                    Length = g.KernelWidth * g.In,
                    Segments = g.KernelHeight,
                    Accumulate = Bias != null,
                };
                TileGrid<TSimd>.Run(g.OutWidth, g.Out, tile, panelWidth * terms);
                y += (nint)g.OutWidth * g.Out;
            }
        }
    }
}
