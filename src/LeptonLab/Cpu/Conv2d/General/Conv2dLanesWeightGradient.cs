using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The weight gradient of <see cref="Conv2dLanes"/>: a lane is an output channel, whose sums over the pixels are kept in
/// registers for nine taps at a time. Chunks of the batch have sums of their own, see <see cref="WeightGradientSums"/>.
/// </summary>
internal static unsafe class Conv2dLanesWeightGradient
{
    /// <returns>Whether ∂L/∂y is known to be finite.</returns>
    internal static bool Run(float* x, float* dy, float* dw, float* db, Conv2dGeometry g)
    {
        bool finite = true;
        for (int group = 0; group < g.Groups; group += Conv2dLanes.GroupsAtATime(g.Groups, g.InPerGroup, g.OutPerGroup))
            finite &= Run(x, dy, dw, db, g, group);
        return finite;
    }

    private static bool Run(float* x, float* dy, float* dw, float* db, Conv2dGeometry g, int firstGroup)
    {
        int groups = Math.Min(Conv2dLanes.GroupsAtATime(g.Groups, g.InPerGroup, g.OutPerGroup), g.Groups - firstGroup);
        int terms = g.KernelHeight * g.KernelWidth * g.InPerGroup, lanes = groups * g.OutPerGroup, first = firstGroup * g.OutPerGroup;
        var sums = new WeightGradientSums(g.Batch * g.OutHeight, terms, 1, lanes);
        Chunks.Run(sums.Chunks, new Kernel
        {
            X = new LaneRows(x + firstGroup * g.InPerGroup, g.Height, g.Width, g.In, groups, g.InPerGroup, g.OutPerGroup),
            DY = new LaneRows(dy + first, g.OutHeight, g.OutWidth, g.Out, lanes, 1, 1),
            Sums = sums,
            Geometry = g,
            WindowRows = Conv2dLanes.WindowRows(g, g.Height, 1),
            WeightsWanted = dw != null,
        });
        if (lanes == g.Out)
            return sums.Finish(dw, db);

        var weights = new TensorStorage(terms * lanes);
        bool finite = sums.Finish(dw == null ? null : weights.Pointer, db == null ? null : db + first);
        if (dw != null)
        {
            for (int term = 0; term < terms; term++)
                weights.Span.Slice(term * lanes, lanes).CopyTo(new Span<float>(dw + (nint)term * g.Out + first, lanes));
        }

        weights.Release();
        return finite;
    }

    private struct Kernel : IChunkKernel
    {
        internal LaneRows X;
        internal LaneRows DY;
        internal WeightGradientSums Sums;
        internal Conv2dGeometry Geometry;
        internal int WindowRows;
        internal bool WeightsWanted;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            float* sums = Sums.Clear(chunk);
            long rows = (long)g.Batch * g.OutHeight;
            int row = (int)(rows * chunk / Sums.Chunks), end = (int)(rows * (chunk + 1) / Sums.Chunks);
            var gradient = new LaneWindow<TSimd>(DY, ScratchSlot.LaneGradient, row / g.OutHeight, 1);
            var window = new LaneWindow<TSimd>(X, ScratchSlot.LaneSource, row / g.OutHeight, WindowRows);
            for (; row < end; row++)
            {
                int image = row / g.OutHeight, i = row % g.OutHeight;
                if (i == 0)
                {
                    gradient = new(DY, ScratchSlot.LaneGradient, image, 1);
                    window = new(X, ScratchSlot.LaneSource, image, WindowRows);
                }

                gradient.Need(i, 1);
                float* dy = gradient.First + gradient.Row(i);
                if (WeightsWanted)
                    AddWeights(i, dy, sums, ref window);
                ColumnSums.Add<TSimd>(dy, g.OutWidth, Sums.Columns, sums + (nint)Sums.Terms * Sums.Columns);
            }
        }

        private readonly void AddWeights<TSimd>(int i, float* dy, float* sums, ref LaneWindow<TSimd> window)
            where TSimd : struct, ISimd<TSimd>
        {
            Conv2dGeometry g = Geometry;
            var taps = Correlation.Forward(g);
            TapRange u = taps.Rows(i);
            (int low, int rows) = taps.SourceRows(i, 1);
            window.Need(low, rows);
            for (int j = 0, run; j < g.OutWidth; j += run)
            {
                run = taps.Alike(j, g.OutWidth);
                TapRange v = taps.Columns(j);
                LaneTap* list = (LaneTap*)Scratch.Get(
                    ScratchSlot.LaneTaps, Math.Max(1, u.Count * v.Count * g.InPerGroup * sizeof(LaneTap) / sizeof(float)));
                int length = List(g, u, v, i, j, list, window);
                float* gradient = dy + (nint)j * Sums.Columns;
                for (int lane = 0; lane < Sums.Columns; lane += TSimd.Width)
                {
                    LaneGradientTile<TSimd>.Run(
                        run, window.First + lane, g.Stride * X.Pixel<TSimd>(), gradient + lane, Sums.Columns, list, length, sums + lane);
                }
            }
        }

        private readonly int List<TSimd>(
            Conv2dGeometry g, TapRange u, TapRange v, int i, int j, LaneTap* list, in LaneWindow<TSimd> window)
            where TSimd : struct, ISimd<TSimd>
        {
            int count = 0;
            for (int k = u.First; k < u.First + u.Count; k++)
            for (int l = v.First; l < v.First + v.Count; l++)
            for (int c = 0; c < g.InPerGroup; c++)
            {
                list[count++] = new(
                    window.Row(g.Row(i, k)) + ((nint)g.Column(j, l) * g.InPerGroup + c) * Sums.Columns,
                    ((nint)(k * g.KernelWidth + l) * g.InPerGroup + c) * Sums.Columns);
            }

            return count;
        }
    }
}
