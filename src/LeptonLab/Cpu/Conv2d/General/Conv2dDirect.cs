using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Direct convolution for any stride, dilation and number of groups: for each group, row of the target and row of taps one
/// matrix product, whose left side is read in place and whose sum has a segment for each tap. The data gradient at stride s
/// is s² such correlations, one for each phase of a pixel's row and column modulo s. Each result is one chain in the order
/// of (u, v, c), started from the bias.
/// </summary>
internal static unsafe class Conv2dDirect
{
    internal static void Forward(float* x, float* w, float* b, float* y, Conv2dGeometry g)
    {
        Piece[] pieces = [new(Correlation.Forward(g), 0)];
        int panelWidth = 2 * SimdWidth.Bits / 32, taps = g.KernelHeight * g.KernelWidth;
        int terms = taps * g.InPerGroup, panels = Panels.Length(terms, g.OutPerGroup, panelWidth);
        var packed = new TensorStorage(checked(g.Groups * panels));
        for (int group = 0; group < g.Groups; group++)
        {
            Panels.Pack(
                w + group * g.OutPerGroup, g.Out, 1, terms, g.OutPerGroup, packed.Pointer + (nint)group * panels, panelWidth);
        }

        Run(new Kernel
        {
            Source = x, SourceChannels = g.InPerGroup, Weights = packed.Pointer,
            Bias = b, Target = y, TargetChannels = g.OutPerGroup, Groups = g.Groups,
            Pieces = pieces, Phases = 1, TargetHeight = g.OutHeight, TargetWidth = g.OutWidth,
            Rows = Conv2dRows.Of(g.Batch, g.OutHeight, g.MultiplyAdds / Math.Max(1, g.Batch) / g.OutHeight),
        });
        packed.Release();
    }

    internal static void DataGradient(float* w, float* dy, float* dx, Conv2dGeometry g)
    {
        int s = g.Stride, panelWidth = 2 * SimdWidth.Bits / 32;
        var pieces = new Piece[s * s];
        long length = 0;
        for (int phase = 0; phase < pieces.Length; phase++)
        {
            var taps = Correlation.DataGradient(g, phase / s, phase % s);
            pieces[phase] = new(taps, length);
            length += (long)g.Groups
                * Panels.Length(taps.KernelHeight * taps.KernelWidth * g.OutPerGroup, g.InPerGroup, panelWidth);
        }

        var packed = new TensorStorage(checked((int)length));
        for (int phase = 0; phase < pieces.Length; phase++)
            TurnAndPack(w, g, phase / s, phase % s, packed.Pointer + pieces[phase].Weights, panelWidth);
        long perRow = g.MultiplyAdds / Math.Max(1, g.Batch) / Math.Max(1, g.Height);
        Run(new Kernel
        {
            Source = dy, SourceChannels = g.OutPerGroup, Weights = packed.Pointer,
            Bias = null, Target = dx, TargetChannels = g.InPerGroup, Groups = g.Groups,
            Pieces = pieces, Phases = s, TargetHeight = g.Height, TargetWidth = g.Width,
            Rows = Conv2dRows.Of(g.Batch, g.Height, perRow),
        });
        packed.Release();
    }

    private static void Run(Kernel kernel) => Chunks.Run(kernel.Rows.Count, kernel);

    // For each group the panels of turned[k, l, o, c] = w[tap k, tap l, c, o].
    private static void TurnAndPack(float* w, Conv2dGeometry g, int row, int column, float* packed, int panelWidth)
    {
        Phase rows = Phase.Of(g, row, g.KernelHeight), columns = Phase.Of(g, column, g.KernelWidth);
        int terms = rows.Taps * columns.Taps * g.OutPerGroup;
        for (int group = 0; group < g.Groups; group++)
        for (int first = 0; first < g.InPerGroup; first += panelWidth)
        for (int k = 0; k < rows.Taps; k++)
        for (int l = 0; l < columns.Taps; l++)
        {
            int u = rows.ForwardTap(k), v = columns.ForwardTap(l);
            Panels.Pack(
                w + g.W(u, v, first, group * g.OutPerGroup),
                1,
                g.Out,
                g.OutPerGroup,
                Math.Min(panelWidth, g.InPerGroup - first),
                packed,
                panelWidth);
            packed += (nint)g.OutPerGroup * panelWidth;
        }
    }

    /// <summary>A correlation and where its weights begin.</summary>
    private readonly record struct Piece(Correlation Taps, long Weights);

    /// <summary>A chunk is some rows of one image of the target.</summary>
    private struct Kernel : IChunkKernel
    {
        internal float* Source;
        internal int SourceChannels;
        internal float* Weights;
        internal float* Bias;
        internal float* Target;
        internal int TargetChannels;
        internal int Groups;
        internal Piece[] Pieces;
        internal int Phases;
        internal int TargetHeight;
        internal int TargetWidth;
        internal Conv2dRows Rows;

        public readonly void Run<TSimd>(int chunk)
            where TSimd : struct, ISimd<TSimd>
        {
            (int image, int first, int count) = Rows[chunk];
            for (int row = first; row < first + count; row++)
            for (int phase = 0; phase < Math.Min(Phases, TargetWidth); phase++)
                Row<TSimd>(image, row, phase);
        }

        // Every Phases-th pixel of a row of the target.
        private readonly void Row<TSimd>(int image, int row, int phase)
            where TSimd : struct, ISimd<TSimd>
        {
            Piece piece = Pieces[row % Phases * Phases + phase];
            Correlation taps = piece.Taps;
            int i = row / Phases, pixels = (TargetWidth - phase + Phases - 1) / Phases;
            nint sourcePixel = (nint)Groups * SourceChannels, targetPixel = (nint)Groups * TargetChannels;
            TapRange u = taps.Rows(i);
            float* source = Source + ((nint)image * taps.SourceHeight * taps.SourceWidth) * sourcePixel;
            float* target = Target + (((nint)image * TargetHeight + row) * TargetWidth + phase) * targetPixel;
            for (int j = 0, run; j < pixels; j += run)
            {
                run = taps.Alike(j, pixels);
                TapRange v = taps.Columns(j);
                float* to = target + (nint)j * Phases * targetPixel;
                nint at = 0;
                if (u.Count > 0 && v.Count > 0)
                {
                    long sourceRow = (long)taps.Stride * i - taps.Top + (long)taps.Dilation * u.First;
                    long sourceColumn = (long)taps.Stride * j - taps.Left + (long)taps.Dilation * v.First;
                    at = (nint)((sourceRow * taps.SourceWidth + sourceColumn) * sourcePixel);
                }

                StartFromBias(to, run);
                for (int group = 0; group < Groups; group++)
                    Product<TSimd>(piece, group, u, v, source + at + group * SourceChannels, to + group * TargetChannels, run);
            }
        }

        private readonly void StartFromBias(float* target, int pixels)
        {
            if (Bias == null)
                return;
            Fence.Check(Bias, (long)Groups * TargetChannels);
            Fence.Check(target, pixels, (long)Phases * Groups * TargetChannels, (long)Groups * TargetChannels);
            var bias = new ReadOnlySpan<float>(Bias, Groups * TargetChannels);
            for (int pixel = 0; pixel < pixels; pixel++)
                bias.CopyTo(new Span<float>(target + (nint)pixel * Phases * bias.Length, bias.Length));
        }

        private readonly void Product<TSimd>(
            Piece piece, int group, TapRange u, TapRange v, float* source, float* target, int pixels)
            where TSimd : struct, ISimd<TSimd>
        {
            Correlation taps = piece.Taps;
            int panelWidth = TileGrid<TSimd>.PanelWidth;
            nint panel = (nint)taps.KernelHeight * taps.KernelWidth * SourceChannels * panelWidth;
            nint sourcePixel = (nint)Groups * SourceChannels, sourceRow = taps.SourceWidth * sourcePixel;
            float* weights = Weights + piece.Weights + group * panel * Chunks.Count(TargetChannels, panelWidth);
            bool whole = taps.Dilation == 1 && Groups == 1 || u.Count == 0 || v.Count == 0;
            var tile = new TileOperands
            {
                A = source,
                ARow = taps.Stride * sourcePixel,
                AStep = 1,
                ASegment = whole ? taps.Dilation * sourceRow : taps.Dilation * sourcePixel,
                B = weights + (nint)(u.First * taps.KernelWidth + v.First) * SourceChannels * panelWidth,
                BStep = panelWidth,
                BSegment = (nint)(whole ? taps.KernelWidth : 1) * SourceChannels * panelWidth,
                C = target,
                CRow = (nint)Phases * Groups * TargetChannels,
                Length = whole ? v.Count * SourceChannels : SourceChannels,
                Segments = whole ? u.Count : v.Count,
                Accumulate = Bias != null,
            };

            // One product where the taps of a row lie side by side, else one for each row of taps.
            for (int row = 0; row < (whole ? 1 : u.Count); row++)
            {
                TileGrid<TSimd>.Run(pixels, TargetChannels, tile, panel);
                tile.A += taps.Dilation * sourceRow;
                tile.B += (nint)taps.KernelWidth * SourceChannels * panelWidth;
                tile.Accumulate = true;
            }
        }
    }
}
