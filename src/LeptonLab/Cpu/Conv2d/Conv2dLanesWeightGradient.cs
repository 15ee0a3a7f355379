using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The weight gradient of <see cref="Conv2dLanes"/>: a lane is an output channel, whose sums over the pixels are kept in
/// registers for nine taps at a time. Chunks of the batch have sums of their own, see <see cref="WeightGradientSums"/>.
/// </summary>
internal static unsafe class Conv2dLanesWeightGradient
{
    private const int BlockBytes = 96 * 1024;

    /// <returns>Whether ∂L/∂y is known to be finite.</returns>
    internal static bool Run(float* x, float* dy, float* dw, float* db, Conv2dGeometry g)
    {
        var sums = new WeightGradientSums(g.Batch * g.OutHeight, g.KernelHeight * g.KernelWidth * g.InPerGroup, 1, g.Out);
        Chunks.Run(sums.Chunks, new Kernel
        {
            X = new LaneRows(x, g.Height, g.Width, g.Groups, g.InPerGroup, g.OutPerGroup),
            DY = new LaneRows(dy, g.OutHeight, g.OutWidth, g.Out, 1, 1),
            Sums = sums,
            Geometry = g,
            WeightsWanted = dw != null,
        });
        return sums.Finish(dw, db);
    }

    private struct Kernel : IChunkKernel
    {
        internal LaneRows X;
        internal LaneRows DY;
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
            long rowBytes = sizeof(float) * ((long)g.OutWidth * Sums.Columns + (long)g.Stride * g.Width * g.InPerGroup * Sums.Columns);
            int most = (int)Math.Max(1, BlockBytes / Math.Max(1, rowBytes));
            while (row < end)
            {
                int image = row / g.OutHeight, first = row % g.OutHeight;
                int count = Math.Min(Math.Min(most, end - row), g.OutHeight - first);
                float* dy = DY.Get<TSimd>(ScratchSlot.LaneGradient, image, first, count);
                if (WeightsWanted)
                    AddWeights<TSimd>(image, first, count, dy, sums);
                ColumnSums.Add<TSimd>(dy, count * g.OutWidth, Sums.Columns, sums + (nint)Sums.Terms * Sums.Columns);
                row += count;
            }
        }

        private readonly void AddWeights<TSimd>(int image, int first, int count, float* dy, float* sums)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            var taps = Correlation.Forward(g);
            (int low, int rows) = taps.SourceRows(first, count);
            float* x = X.Get<TSimd>(ScratchSlot.LaneSource, image, low, rows);
            for (int i = first; i < first + count; i++)
            for (int j = 0, run; j < g.OutWidth; j += run)
            {
                run = taps.Alike(j, g.OutWidth);
                TapRange u = taps.Rows(i), v = taps.Columns(j);
                LaneTap* list = (LaneTap*)Scratch.Get(
                    ScratchSlot.LaneTaps, Math.Max(1, u.Count * v.Count * g.InPerGroup * sizeof(LaneTap) / sizeof(float)));
                int length = List(g, u, v, (long)g.Stride * i - g.Padding - low, (long)g.Stride * j - g.Padding, list);
                float* gradient = dy + ((nint)(i - first) * g.OutWidth + j) * Sums.Columns;
                for (int lane = 0; lane < Sums.Columns; lane += TSimd.Width)
                {
                    LaneGradientTile<TSimd>.Run(
                        run, x + lane, g.Stride * X.Pixel<TSimd>(), gradient + lane, Sums.Columns, list, length, sums + lane);
                }
            }
        }

        private readonly int List(Conv2dGeometry g, TapRange u, TapRange v, long row, long column, LaneTap* list)
        {
            int count = 0;
            for (int k = u.First; k < u.First + u.Count; k++)
            for (int l = v.First; l < v.First + v.Count; l++)
            for (int c = 0; c < g.InPerGroup; c++)
            {
                long pixel = (row + (long)g.Dilation * k) * g.Width + column + (long)g.Dilation * l;
                list[count++] = new(
                    (nint)(pixel * g.InPerGroup + c) * Sums.Columns,
                    ((nint)(k * g.KernelWidth + l) * g.InPerGroup + c) * Sums.Columns);
            }

            return count;
        }
    }
}
