using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution in many small groups, depthwise above all: a lane of a vector is an output channel, which meets the few
/// channels of its own group, so nothing but whole vectors is multiplied however small the groups are. The data gradient
/// is the same with the roles of the channels exchanged, one correlation for each phase of a pixel's row and column
/// modulo the stride. Each result is one chain in the order of (u, v, c), started from the bias.
/// </summary>
internal static unsafe class Conv2dLanes
{
    // Broadcasting an input over eight lanes or more is as good; and each channel of a group costs a copy of the input.
    private const int MostLanesPerGroup = 8;
    private const int MostTerms = 32;
    private const int LanesAtATime = 64;

    /// <summary>Whether groups of this size are worth it.</summary>
    internal static bool Takes(int groups, int terms, int lanesPerGroup) =>
        groups > 1 && lanesPerGroup <= MostLanesPerGroup && terms <= MostTerms;

    /// <summary>
    /// Groups that are worked on together. Where the input has to be spread over the lanes, they are so few that the rows
    /// that are stood on stay in cache.
    /// </summary>
    internal static int GroupsAtATime(int groups, int terms, int lanesPerGroup) =>
        terms == 1 && lanesPerGroup == 1 ? groups : Math.Min(groups, Math.Max(1, LanesAtATime / lanesPerGroup));

    internal static void Forward(float* x, float* w, float* b, float* y, Conv2dGeometry g)
    {
        int most = GroupsAtATime(g.Groups, g.InPerGroup, g.OutPerGroup), terms = g.KernelHeight * g.KernelWidth * g.InPerGroup;
        for (int group = 0; group < g.Groups; group += most)
        {
            int groups = Math.Min(most, g.Groups - group), lanes = groups * g.OutPerGroup, first = group * g.OutPerGroup;
            int padded = Padded(lanes);
            var weights = new TensorStorage(checked((terms + 1) * padded));
            for (int term = 0; term < terms; term++)
                CopyPadded(w + (nint)term * g.Out + first, lanes, weights.Span.Slice(term * padded, padded));
            CopyPadded(b == null ? null : b + first, lanes, weights.Span.Slice(terms * padded, padded));

            Run(new Kernel
            {
                Source = new LaneRows(x + group * g.InPerGroup, g.Height, g.Width, g.In, groups, g.InPerGroup, g.OutPerGroup),
                Terms = g.InPerGroup, Weights = weights.Pointer, Start = weights.Pointer + terms * padded,
                Target = y + first, Lanes = lanes, Channels = g.Out,
                Pieces = [new(Correlation.Forward(g), 0)], Phases = 1, TargetHeight = g.OutHeight, TargetWidth = g.OutWidth,
                Rows = Rows(g, g.OutHeight), WindowRows = WindowRows(g, g.Height, 1),
            });
            weights.Release();
        }
    }

    internal static void DataGradient(float* w, float* dy, float* dx, Conv2dGeometry g)
    {
        int most = GroupsAtATime(g.Groups, g.OutPerGroup, g.InPerGroup), s = g.Stride;
        for (int group = 0; group < g.Groups; group += most)
        {
            int groups = Math.Min(most, g.Groups - group), lanes = groups * g.InPerGroup, padded = Padded(lanes);
            var pieces = new Piece[s * s];
            long length = padded; // the first numbers are what the sums start from
            for (int phase = 0; phase < pieces.Length; phase++)
            {
                var taps = Correlation.DataGradient(g, phase / s, phase % s);
                pieces[phase] = new(taps, length);
                length += (long)taps.KernelHeight * taps.KernelWidth * g.OutPerGroup * padded;
            }

            var weights = new TensorStorage(checked((int)length));
            CopyPadded(null, lanes, weights.Span[..padded]);
            for (int phase = 0; phase < pieces.Length; phase++)
                Turn(w, g, phase / s, phase % s, group, groups, weights.Pointer + pieces[phase].Weights, padded);

            Run(new Kernel
            {
                Source = new LaneRows(
                    dy + group * g.OutPerGroup, g.OutHeight, g.OutWidth, g.Out, groups, g.OutPerGroup, g.InPerGroup),
                Terms = g.OutPerGroup, Weights = weights.Pointer, Start = weights.Pointer,
                Target = dx + group * g.InPerGroup, Lanes = lanes, Channels = g.In,
                Pieces = pieces, Phases = s, TargetHeight = g.Height, TargetWidth = g.Width,
                Rows = Rows(g, g.Height), WindowRows = WindowRows(g, g.OutHeight, s),
                Padding = g.Padding, Reach = (long)g.Dilation * (g.KernelHeight - 1), SourceHeight = g.OutHeight,
            });
            weights.Release();
        }
    }

    // Zeros from null.
    private static void CopyPadded(float* from, int count, Span<float> to)
    {
        to.Clear();
        Fence.Check(from, from == null ? 0 : count);
        if (from != null)
            new ReadOnlySpan<float>(from, count).CopyTo(to);
    }

    // A chunk copies the rows above it once more: so it has some rows of its own.
    private static Conv2dRows Rows(Conv2dGeometry g, int height)
    {
        var rows = Conv2dRows.Of(g.Batch, height, 2 * g.MultiplyAdds / Math.Max(1, g.Batch) / Math.Max(1, height));
        long least = 4 * ((long)g.Dilation * (g.KernelHeight - 1) + 1);
        return rows with { RowsPerChunk = (int)Math.Clamp(least, rows.RowsPerChunk, Math.Max(height, rows.RowsPerChunk)) };
    }

    /// <summary>Rows of the source that one row of the target reads at most.</summary>
    internal static int WindowRows(Conv2dGeometry g, int height, int phases) =>
        (int)Math.Min(height, (long)g.Dilation * (g.KernelHeight - 1) / phases + 2);

    /// <summary>Lanes, padded to whole vectors.</summary>
    internal static int Padded(int lanes) => Chunks.Count(lanes, SimdWidth.Bits / 32) * (SimdWidth.Bits / 32);

    private static void Run(Kernel kernel) => Chunks.Run(kernel.Rows.Count, kernel);

    // turned[k, l, o, lane] = w[tap k, tap l, lane in its group, o in the group]
    private static void Turn(
        float* w, Conv2dGeometry g, int row, int column, int firstGroup, int groups, float* turned, int padded)
    {
        Phase rows = Phase.Of(g, row, g.KernelHeight), columns = Phase.Of(g, column, g.KernelWidth);
        Fence.Check(w, (long)g.KernelHeight * g.KernelWidth * g.InPerGroup * g.Out);
        Fence.Check(turned, (long)rows.Taps * columns.Taps * g.OutPerGroup * padded);
        int lanes = groups * g.InPerGroup;
        for (int k = 0; k < rows.Taps; k++)
        for (int l = 0; l < columns.Taps; l++)
        for (int o = 0; o < g.OutPerGroup; o++, turned += padded)
        {
            int u = rows.ForwardTap(k), v = columns.ForwardTap(l);
            float* lane = turned;
            for (int group = firstGroup; group < firstGroup + groups; group++)
            for (int c = 0; c < g.InPerGroup; c++)
                *lane++ = w[g.W(u, v, c, group * g.OutPerGroup + o)];
            new Span<float>(turned + lanes, padded - lanes).Clear();
        }
    }

    /// <summary>A correlation and where its weights begin.</summary>
    private readonly record struct Piece(Correlation Taps, long Weights);

    /// <summary>A chunk is some rows of one image of the target.</summary>
    private struct Kernel : IChunkKernel
    {
        internal LaneRows Source;
        internal int Terms;
        internal float* Weights;
        internal float* Start;
        internal float* Target;
        internal int Lanes;
        internal int Channels;
        internal Piece[] Pieces;
        internal int Phases;
        internal int TargetHeight;
        internal int TargetWidth;
        internal Conv2dRows Rows;
        internal int WindowRows;
        internal long Padding;
        internal long Reach;
        internal int SourceHeight;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int image, int first, int count) = Rows[chunk];
            var window = new LaneWindow<TSimd>(Source, ScratchSlot.LaneSource, image, WindowRows);
            for (int row = first; row < first + count; row++)
            {
                (int from, int rows) = SourceRows(row);
                window.Need(from, rows);
                for (int phase = 0; phase < Math.Min(Phases, TargetWidth); phase++)
                    Row(image, row, phase, window);
            }
        }

        // With several phases neighbouring rows have other taps: all that could be are counted, so that the window only
        // moves down.
        private readonly (int First, int Count) SourceRows(int row)
        {
            if (Phases == 1)
                return Pieces[0].Taps.SourceRows(row, 1);
            long above = row + Padding - Reach, last = Math.Min((row + Padding) / Phases, SourceHeight - 1);
            long first = above <= 0 ? 0 : above / Phases;
            return last < first ? (0, 0) : ((int)first, (int)(last - first + 1));
        }

        // Every Phases-th pixel of a row of the target.
        private readonly void Row<TSimd>(int image, int row, int phase, in LaneWindow<TSimd> window)
            where TSimd : struct, ISimd<TSimd>
        {
            Piece piece = Pieces[row % Phases * Phases + phase];
            Correlation taps = piece.Taps;
            int i = row / Phases, pixels = (TargetWidth - phase + Phases - 1) / Phases;
            TapRange u = taps.Rows(i);
            nint sourcePixel = Source.Pixel<TSimd>();
            float* target = Target + (((nint)image * TargetHeight + row) * TargetWidth + phase) * Channels;
            for (int j = 0, run; j < pixels; j += run)
            {
                run = taps.Alike(j, pixels);
                TapRange v = taps.Columns(j);
                LaneTap* list = (LaneTap*)Scratch.Get(
                    ScratchSlot.LaneTaps, Math.Max(1, u.Count * v.Count * Terms * sizeof(LaneTap) / sizeof(float)));
                int count = List(taps, u, v, i, j, list, window);
                Pixels<TSimd>(
                    run, window.First, taps.Stride * sourcePixel, list, count, Weights + piece.Weights, target + (nint)j * Phases * Channels);
            }
        }

        private readonly int List<TSimd>(
            Correlation taps, TapRange u, TapRange v, int i, int j, LaneTap* list, in LaneWindow<TSimd> window)
            where TSimd : struct, ISimd<TSimd>
        {
            int lanes = LaneRows.Padded<TSimd>(Lanes), count = 0;
            for (int k = u.First; k < u.First + u.Count; k++)
            for (int l = v.First; l < v.First + v.Count; l++)
            for (int term = 0; term < Terms; term++)
            {
                nint pixel = (nint)((long)taps.Stride * j - taps.Left + (long)taps.Dilation * l);
                list[count++] = new(
                    window.Row((int)((long)taps.Stride * i - taps.Top + (long)taps.Dilation * k)) + (pixel * Terms + term) * lanes,
                    ((nint)(k * taps.KernelWidth + l) * Terms + term) * lanes);
            }

            return count;
        }

        private readonly void Pixels<TSimd>(
            int pixels, float* source, nint sourcePixel, LaneTap* taps, int count, float* weights, float* target)
            where TSimd : struct, ISimd<TSimd>
        {
            const int Block = 64; // pixels whose inputs stay in cache while the vectors of channels pass over them
            Fence.Check(Start, LaneRows.Padded<TSimd>(Lanes));
            nint targetPixel = (nint)Phases * Channels;
            for (; pixels > 0; pixels -= Block, source += Block * sourcePixel, target += Block * targetPixel)
            {
                int height = Math.Min(pixels, Block), lane = 0;
                for (; lane <= Lanes - TSimd.Width; lane += TSimd.Width)
                {
                    LaneTile<TSimd>.Run(
                        height, source + lane, sourcePixel, taps, count, weights + lane, TSimd.Load(Start + lane), target + lane, targetPixel);
                }

                if (lane < Lanes)
                    Partial<TSimd>(height, source + lane, sourcePixel, taps, count, weights + lane, lane, target + lane);
            }
        }

        // Fewer channels than a vector holds: the results go to a scratch block, and what is wanted is copied from there.
        private readonly void Partial<TSimd>(
            int pixels, float* source, nint sourcePixel, LaneTap* taps, int count, float* weights, int lane, float* target)
            where TSimd : struct, ISimd<TSimd>
        {
            float* block = Scratch.Get(ScratchSlot.LaneTile, pixels * TSimd.Width);
            Fence.Check(target, pixels, (long)Phases * Channels, Lanes - lane);
            LaneTile<TSimd>.Run(pixels, source, sourcePixel, taps, count, weights, TSimd.Load(Start + lane), block, TSimd.Width);
            for (int pixel = 0; pixel < pixels; pixel++, block += TSimd.Width, target += (nint)Phases * Channels)
            for (int left = 0; left < Lanes - lane; left++)
                target[left] = block[left];
        }
    }
}
