using System.Runtime.CompilerServices;
using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The data gradient where the input has few channels, too few to fill a vector, or where the stride is so large that the
/// taps hardly overlap: for each row of ∂L/∂y a matrix product with all taps at once,
/// <code>
/// product[j, u, v, c] = Σ_o ∂L/∂y[i, j, o] · w[u, v, c, o]
/// </code>
/// which is then folded back: added to ∂L/∂x at row s·i + d·u − p and column s·j + d·v − p (Chellapilla, Puri and Simard,
/// IWFHR 2006: im2col, turned round).
/// </summary>
internal static unsafe class Conv2dFold
{
    private const int TooFewChannels = 5;
    private const int LargeStride = 8;

    internal static bool Takes(Conv2dGeometry g) =>
        g.InPerGroup < TooFewChannels
        || g.Stride > LargeStride
        || (g.Stride > 1 && g.Stride >= g.KernelHeight && g.Stride >= g.KernelWidth);

    internal static void DataGradient(float* w, float* dy, float* dx, Conv2dGeometry g)
    {
        int panelWidth = 2 * SimdWidth.Bits / 32, columns = g.KernelHeight * g.KernelWidth * g.InPerGroup;
        int panels = Panels.Length(g.OutPerGroup, columns, panelWidth);
        var packed = new TensorStorage(checked(g.Groups * panels));
        for (int group = 0; group < g.Groups; group++)
        {
            Panels.Pack(
                w + group * g.OutPerGroup, 1, g.Out, g.OutPerGroup, columns, packed.Pointer + (nint)group * panels, panelWidth);
        }

        // The rows at the border of a chunk are computed twice.
        var rows = Conv2dRows.Of(g.Batch, g.Height, g.MultiplyAdds / Math.Max(1, g.Batch) / Math.Max(1, g.Height));
        long reach = (long)g.Dilation * (g.KernelHeight - 1) + 1;
        rows = rows with { RowsPerChunk = (int)Math.Clamp(4 * reach, rows.RowsPerChunk, Math.Max(g.Height, rows.RowsPerChunk)) };
        Chunks.Run(rows.Count, new Kernel { DY = dy, Weights = packed.Pointer, DX = dx, Geometry = g, Rows = rows });
        packed.Release();
    }

    /// <summary>A chunk is some rows of one image of ∂L/∂x.</summary>
    private struct Kernel : IChunkKernel
    {
        internal float* DY;
        internal float* Weights;
        internal float* DX;
        internal Conv2dGeometry Geometry;
        internal Conv2dRows Rows;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            (int image, int first, int count) = Rows[chunk];
            float* dx = DX + ((nint)image * g.Height + first) * g.Width * g.In;
            Fence.Check(dx, (long)count * g.Width * g.In);
            new Span<float>(dx, count * g.Width * g.In).Clear();

            int columns = g.KernelHeight * g.KernelWidth * g.InPerGroup;
            int padded = Chunks.Count(columns, TileGrid<TSimd>.PanelWidth) * TileGrid<TSimd>.PanelWidth;
            float* product = Scratch.Get(ScratchSlot.FoldProduct, checked(g.OutWidth * padded));
            long above = (long)first + g.Padding - (long)g.Dilation * (g.KernelHeight - 1);
            int from = above <= 0 ? 0 : (int)((above + g.Stride - 1) / g.Stride);
            int end = (int)Math.Min(g.OutHeight, ((long)first + count - 1 + g.Padding) / g.Stride + 1);
            for (int i = from; i < end; i++)
            for (int group = 0; group < g.Groups; group++)
            {
                TileGrid<TSimd>.Run(g.OutWidth, padded, Product(image, i, group, product, padded, TileGrid<TSimd>.PanelWidth),
                    (nint)g.OutPerGroup * TileGrid<TSimd>.PanelWidth);
                for (int u = 0; u < g.KernelHeight; u++)
                {
                    int row = g.Row(i, u) - first;
                    if ((uint)row < (uint)count)
                    {
                        Fold(product + (nint)u * g.KernelWidth * g.InPerGroup, padded,
                            dx + (nint)row * g.Width * g.In + group * g.InPerGroup);
                    }
                }
            }
        }

        private readonly TileOperands Product(int image, int i, int group, float* product, int padded, int panelWidth)
        {
            Conv2dGeometry g = Geometry;
            return new TileOperands
            {
                A = DY + ((nint)image * g.OutHeight + i) * g.OutWidth * g.Out + group * g.OutPerGroup,
                ARow = g.Out,
                AStep = 1,
                B = Weights + (nint)group * g.OutPerGroup * padded,
                BStep = panelWidth,
                C = product,
                CRow = padded,
                Length = g.OutPerGroup,
                Segments = 1,
            };
        }

        // Adds the taps of one row of the kernel to a row of ∂L/∂x.
        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private readonly void Fold(float* product, nint pixel, float* dx)
        {
            Conv2dGeometry g = Geometry;
            Fence.Check(product, g.OutWidth, pixel, g.KernelWidth * g.InPerGroup);
            Fence.Check(dx, g.Width, g.In, g.InPerGroup);
            bool joined = g.Dilation == 1 && g.Groups == 1;
            for (int j = 0; j < g.OutWidth; j++, product += pixel)
            {
                int column = g.Column(j, 0);
                if (joined && column >= 0 && column + g.KernelWidth <= g.Width)
                {
                    AddTo(dx + (nint)column * g.In, product, g.KernelWidth * g.In);
                    continue;
                }

                for (int v = 0; v < g.KernelWidth; v++)
                {
                    column = g.Column(j, v);
                    if ((uint)column < (uint)g.Width)
                        AddTo(dx + (nint)column * g.In, product + v * g.InPerGroup, g.InPerGroup);
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddTo(float* target, float* terms, int count)
        {
            for (int i = 0; i < count; i++)
                target[i] += terms[i];
        }
    }
}
