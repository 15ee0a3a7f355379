using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The weight gradient of many weights, on small images as a rule: a chunk is a block of weights of one tap and goes over
/// the whole batch, so that no sums have to be added up; they would be larger than the images.
/// </summary>
internal static unsafe class Conv2dManyWeights
{
    private const long LeastWeights = 1 << 18;
    private const int BlockRows = 48;
    private const int BlockColumns = 256;

    internal static bool Takes(Conv2dGeometry g) =>
        (long)g.KernelHeight * g.KernelWidth * g.InPerGroup * g.Out >= LeastWeights
        && Joined(g).InPerGroup >= 8;

    /// <summary>Without padding and gaps the taps of a kernel row are one tap with more channels.</summary>
    private static (int Taps, int InPerGroup) Joined(Conv2dGeometry g) => g.Padding == 0 && g.Dilation == 1 && g.Groups == 1
        ? (1, g.KernelWidth * g.In)
        : (g.KernelWidth, g.InPerGroup);

    /// <returns>Whether ∂L/∂y is known to be finite.</returns>
    internal static bool Run(float* x, float* dy, float* dw, float* db, Conv2dGeometry g)
    {
        var bias = new TensorStorage(g.Out);
        ColumnSums.Run(dy, g.Batch * g.OutHeight * g.OutWidth, g.Out, bias.Pointer);
        bool finite = Numbers.AreFinite(new ReadOnlySpan<float>(bias.Pointer, g.Out));
        if (db != null)
            bias.Span.CopyTo(new Span<float>(db, g.Out));
        bias.Release();
        if (dw == null)
            return finite;

        // Whole vectors are read, so the channels of a group are padded where they fill none.
        int width = SimdWidth.Bits / 32, padded = Chunks.Count(g.OutPerGroup, width) * width;
        TensorStorage? copy = padded == g.OutPerGroup ? null : Pad(dy, padded, g);
        var kernel = new Kernel
        {
            X = x, DY = copy is null ? dy : copy.Pointer, DW = dw, Geometry = g, Padded = padded, TapsInRow = Joined(g).Taps, Terms = Joined(g).InPerGroup,
            RowBlocks = Chunks.Count(Joined(g).InPerGroup, BlockRows), ColumnBlocks = Chunks.Count(g.OutPerGroup, BlockColumns),
        };
        Chunks.Run(g.KernelHeight * kernel.TapsInRow * g.Groups * kernel.RowBlocks * kernel.ColumnBlocks, kernel);
        copy?.Release();
        return finite;
    }

    private static TensorStorage Pad(float* dy, int padded, Conv2dGeometry g)
    {
        int groups = g.Batch * g.OutHeight * g.OutWidth * g.Groups;
        Fence.Check(dy, (long)groups * g.OutPerGroup);
        var copy = new TensorStorage(checked(groups * padded));
        for (int group = 0; group < groups; group++)
        {
            Span<float> target = copy.Span.Slice(group * padded, padded);
            new ReadOnlySpan<float>(dy + (nint)group * g.OutPerGroup, g.OutPerGroup).CopyTo(target);
            target[g.OutPerGroup..].Clear();
        }

        return copy;
    }

    private struct Kernel : IChunkKernel
    {
        internal float* X;
        internal float* DY;
        internal float* DW;
        internal Conv2dGeometry Geometry;
        internal int Padded;
        internal int TapsInRow;
        internal int Terms;
        internal int RowBlocks;
        internal int ColumnBlocks;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            int column = chunk % ColumnBlocks * BlockColumns, rest = chunk / ColumnBlocks;
            int row = rest % RowBlocks * BlockRows, group = rest / RowBlocks % g.Groups, tap = rest / RowBlocks / g.Groups;
            int rows = Math.Min(BlockRows, Terms - row), columns = Math.Min(BlockColumns, g.OutPerGroup - column);
            float* dw = DW + ((nint)tap * Terms + row) * g.Out + group * g.OutPerGroup + column;
            Fence.Check(dw, rows, g.Out, columns);
            for (int c = 0; c < rows; c++)
                new Span<float>(dw + (nint)c * g.Out, columns).Clear();

            long above = (long)g.Dilation * (tap / TapsInRow) - g.Padding;
            long before = (long)g.Dilation * (tap % TapsInRow) - g.Padding;
            (int i, int iEnd) = Conv2dDirectWeightGradient.Inside(above, g.Stride, g.Height, 0, g.OutHeight);
            (int j, int jEnd) = TapsInRow == 1 ? (0, g.OutWidth) : Conv2dDirectWeightGradient.Inside(before, g.Stride, g.Width, 0, g.OutWidth);
            if (i >= iEnd || j >= jEnd)
                return;
            nint pixel = (nint)g.Groups * Padded;
            for (int image = 0; image < g.Batch; image++)
            {
                nint source = (nint)(((long)image * g.Height + (long)g.Stride * i + above) * g.Width + (long)g.Stride * j + before);
                TileGrid<TSimd>.Run(rows, columns, new TileOperands
                {
                    A = X + source * g.In + group * g.InPerGroup + row,
                    ARow = 1,
                    AStep = (nint)g.Stride * g.In,
                    ASegment = (nint)g.Stride * g.Width * g.In,
                    B = DY + (((nint)image * g.OutHeight + i) * g.OutWidth + j) * pixel + (nint)group * Padded + column,
                    BStep = pixel,
                    BSegment = g.OutWidth * pixel,
                    C = dw,
                    CRow = g.Out,
                    Length = jEnd - j,
                    Segments = iEnd - i,
                    Accumulate = true,
                }, TileGrid<TSimd>.PanelWidth);
            }
        }
    }
}
