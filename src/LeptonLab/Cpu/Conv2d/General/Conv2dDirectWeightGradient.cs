using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// ∂L/∂w[u, v, c, o] = Σ_{n,i,j} x[n, s·i + d·u − p, s·j + d·v − p, first(o) + c] · ∂L/∂y[n, i, j, o] for any stride,
/// dilation and number of groups: for each tap and group an outer product of the pixels that the tap meets with the rows of
/// ∂L/∂y.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone:
/// <list type="bullet">
/// <item><b>by weights</b> (<see cref="Conv2dManyWeights"/>): many weights, so that sums for each chunk would cost more than
/// the products.</item>
/// <item><b>by rows</b>: the rest. Chunks of the batch have sums of their own, see <see cref="WeightGradientSums"/>.</item>
/// </list>
/// </remarks>
internal static unsafe class Conv2dDirectWeightGradient
{
    private const int BlockBytes = 96 * 1024; // input and gradient rows that are worked on together: they stay in L2

    /// <returns>Whether ∂L/∂y is known to be finite.</returns>
    internal static bool Run(float* x, float* dy, float* dw, float* db, Conv2dGeometry g)
    {
        if (Conv2dManyWeights.Takes(g))
            return Conv2dManyWeights.Run(x, dy, dw, db, g);
        var sums = new WeightGradientSums(
            g.Batch * g.OutHeight, g.KernelHeight * g.KernelWidth * g.InPerGroup, g.Groups, g.OutPerGroup);
        Chunks.Run(sums.Chunks, new Kernel { X = x, DY = dy, Sums = sums, Geometry = g, WeightsWanted = dw != null });
        return sums.Finish(dw, db);
    }

    /// <summary>The rows first … end − 1 of outputs for which offset + stride · row lies within an extent of the input.</summary>
    internal static (int First, int End) Inside(long offset, int stride, int extent, int first, int end)
    {
        long from = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        long to = offset >= extent ? 0 : (extent - 1 - offset) / stride + 1;
        return ((int)Math.Max(from, first), (int)Math.Min(to, end));
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* DY;
        internal WeightGradientSums Sums;
        internal Conv2dGeometry Geometry;
        internal bool WeightsWanted;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* sums = Sums.Clear(chunk);
            long rows = (long)g.Batch * g.OutHeight;
            int row = (int)(rows * chunk / Sums.Chunks), end = (int)(rows * (chunk + 1) / Sums.Chunks);
            long rowBytes = sizeof(float) * ((long)g.OutWidth * Sums.Columns + (long)g.Stride * g.Width * g.In);
            int most = (int)Math.Max(1, BlockBytes / Math.Max(1, rowBytes));
            while (row < end)
            {
                int image = row / g.OutHeight, first = row % g.OutHeight;
                int count = Math.Min(Math.Min(most, end - row), g.OutHeight - first);
                float* dy = Gradient<TSimd>(image, first, count);
                if (WeightsWanted)
                    AddWeights<TSimd>(image, first, count, dy, sums);
                ColumnSums.Add<TSimd>(dy, count * g.OutWidth, Sums.Columns, sums + (nint)Sums.Terms * Sums.Columns);
                row += count;
            }
        }

        // Rows of ∂L/∂y, each group padded to whole vectors of channels.
        private readonly float* Gradient<TSimd>(int image, int first, int count)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* from = DY + ((nint)image * g.OutHeight + first) * g.OutWidth * g.Out;
            if (Sums.Columns == g.Out)
                return from;
            int groups = count * g.OutWidth * g.Groups, padded = Sums.Columns / g.Groups;
            Fence.Check(from, (long)groups * g.OutPerGroup);
            float* copy = Scratch.Get(ScratchSlot.Right, checked(groups * padded));
            for (int group = 0; group < groups; group++)
            {
                var target = new Span<float>(copy + (nint)group * padded, padded);
                new ReadOnlySpan<float>(from + (nint)group * g.OutPerGroup, g.OutPerGroup).CopyTo(target);
                target[g.OutPerGroup..].Clear();
            }

            return copy;
        }

        private readonly void AddWeights<TSimd>(int image, int first, int count, float* dy, float* sums)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            int columns = Sums.Columns, padded = columns / g.Groups;
            nint sourceRow = (nint)g.Width * g.In;
            float* x = X + (nint)image * g.Height * sourceRow;
            for (int u = 0; u < g.KernelHeight; u++)
            for (int v = 0; v < g.KernelWidth; v++)
            {
                long above = (long)g.Dilation * u - g.Padding, before = (long)g.Dilation * v - g.Padding;
                (int i, int iEnd) = Inside(above, g.Stride, g.Height, first, first + count);
                (int j, int jEnd) = Inside(before, g.Stride, g.Width, 0, g.OutWidth);
                if (i >= iEnd || j >= jEnd)
                    continue;
                var tile = new TileOperands
                {
                    A = x + (nint)((long)g.Stride * i + above) * sourceRow + (nint)((long)g.Stride * j + before) * g.In,
                    ARow = 1,
                    AStep = (nint)g.Stride * g.In,
                    ASegment = g.Stride * sourceRow,
                    B = dy + ((nint)(i - first) * g.OutWidth + j) * columns,
                    BStep = columns,
                    BSegment = (nint)g.OutWidth * columns,
                    C = sums + (nint)(u * g.KernelWidth + v) * g.InPerGroup * columns,
                    CRow = columns,
                    Length = jEnd - j,
                    Segments = iEnd - i,
                    Accumulate = true,
                };
                for (int group = 0; group < g.Groups; group++)
                {
                    TileGrid<TSimd>.Run(g.InPerGroup, padded, tile, TileGrid<TSimd>.PanelWidth);
                    tile.A += g.InPerGroup;
                    tile.B += padded;
                    tile.C += padded;
                }
            }
        }
    }
}
