using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// ∂L/∂x[r, c] = Σ_{u,v,o} ∂L/∂y[(r + p − u)/s, (c + p − v)/s, o] · w[u, v, c, o] over the whole (r + p − u)/s: a
/// convolution of ∂L/∂y, with s − 1 zeros between its rows and columns and a frame of zeros, with the kernel turned by
/// 180° and its channels swapped.
/// </summary>
internal static unsafe class Conv2dDataGradient
{
    /// <summary>By the algorithm that the shape chooses, see <see cref="Conv2dAlgorithms"/>.</summary>
    internal static void Run(Tensor w, GradientRows dy, Tensor dx, Conv2dGeometry g)
    {
        switch (Conv2dAlgorithms.DataGradient(g))
        {
            case Conv2dAlgorithm.WinogradF43: WinogradDataGradient<WinogradF43>.Run(w, dy, dx, g); break;
            case Conv2dAlgorithm.WinogradF23: WinogradDataGradient<WinogradF23>.Run(w, dy, dx, g); break;
            default: RunDirect(w, dy, dx, g); break;
        }
    }

    internal static void RunDirect(Tensor w, GradientRows dy, Tensor dx, Conv2dGeometry g)
    {
        if (dx.Count == 0)
            return;
        int panelWidth = 2 * SimdWidth.Bits / 32, terms = g.KernelHeight * g.KernelWidth * g.Out;
        var turned = new TensorStorage(terms * g.In);
        Turn(w.AsSpan(), turned.Span, g);
        var packed = new TensorStorage(Panels.Length(terms, g.In, panelWidth));
        Panels.Pack(turned.Pointer, g.In, 1, terms, g.In, packed.Pointer, panelWidth);
        turned.Release();

        Conv2dRows rows = Conv2dRows.Of(g.Batch, g.Height, (long)g.Width * terms * g.In);
        Chunks.Run(rows.Count, new Kernel
        {
            DY = dy,
            Weights = packed.Pointer,
            DX = dx.Pointer,
            Geometry = g,
            Rows = rows,
        });
        packed.Release();
    }

    // turned[u, v, o, c] = w[KernelHeight − 1 − u, KernelWidth − 1 − v, c, o]
    private static void Turn(ReadOnlySpan<float> w, Span<float> turned, Conv2dGeometry g)
    {
        int at = 0;
        for (int u = g.KernelHeight - 1; u >= 0; u--)
        for (int v = g.KernelWidth - 1; v >= 0; v--)
        for (int o = 0; o < g.Out; o++)
        for (int c = 0; c < g.In; c++)
            turned[at++] = w[g.W(u, v, c, o)];
    }

    private struct Kernel : IChunkKernel
    {
        internal GradientRows DY;
        internal float* Weights;
        internal float* DX;
        internal Conv2dGeometry Geometry;
        internal Conv2dRows Rows;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            (int image, int first, int count) = Rows[chunk];
            nint panelWidth = TileGrid<TSimd>.PanelWidth;
            int terms = g.KernelHeight * g.KernelWidth * g.Out;
            int rowLength = (g.Width + g.KernelWidth - 1) * g.Out;
            float* spread = Spread<TSimd>(image, first, count + g.KernelHeight - 1, rowLength);
            float* dx = DX + ((nint)image * g.Height + first) * g.Width * g.In;

            for (int row = 0; row < count; row++)
            {
                var tile = new TileOperands
                {
                    A = spread + (nint)row * rowLength,
                    ARow = g.Out,
                    AStep = 1,
                    ASegment = rowLength,
                    B = Weights,
                    BStep = panelWidth,
                    BSegment = panelWidth * g.KernelWidth * g.Out,
                    C = dx,
                    CRow = g.In,
                    Length = g.KernelWidth * g.Out,
                    Segments = g.KernelHeight,
                };
                TileGrid<TSimd>.Run(g.Width, g.In, tile, panelWidth * terms);
                dx += (nint)g.Width * g.In;
            }
        }

        // Row r of the spread image holds row i of ∂L/∂y where r = s·i + KernelHeight − 1 − p; columns likewise.
        private readonly float* Spread<TSimd>(int image, int firstRow, int rows, int rowLength)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* spread = Scratch.Get(ScratchSlot.Left, checked(rows * rowLength));
            new Span<float>(spread, rows * rowLength).Clear();
            int margin = g.KernelWidth - 1 - g.Padding;
            for (int row = 0; row < rows; row++)
            {
                int shifted = firstRow + row - (g.KernelHeight - 1 - g.Padding);
                if (shifted < 0 || shifted % g.Stride != 0 || shifted / g.Stride >= g.OutHeight)
                    continue;
                float* target = spread + (nint)row * rowLength;
                if (margin >= 0)
                    DY.Write<TSimd>(image, shifted / g.Stride, target + (nint)margin * g.Out, (nint)g.Stride * g.Out);
                else
                    WriteWithin<TSimd>(image, shifted / g.Stride, margin, target, rowLength);
            }

            return spread;
        }

        // With more padding than the kernel is wide, the outer pixels meet no image pixel and are left out.
        private readonly void WriteWithin<TSimd>(int image, int row, int margin, float* target, int rowLength)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* whole = Scratch.Get(ScratchSlot.Right, g.OutWidth * g.Out);
            DY.Write<TSimd>(image, row, whole, g.Out);
            for (int j = 0; j < g.OutWidth; j++)
            {
                int column = g.Stride * j + margin;
                if ((uint)column < (uint)(rowLength / g.Out))
                {
                    new ReadOnlySpan<float>(whole + (nint)j * g.Out, g.Out)
                        .CopyTo(new Span<float>(target + (nint)column * g.Out, g.Out));
                }
            }
        }
    }
}
