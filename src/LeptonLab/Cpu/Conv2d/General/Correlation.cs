using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The arithmetic that the forward pass and the data gradient of any convolution have in common:
/// <code>
/// target[i, j, o] = Σ_{u,v,c} source[s·i + d·u − top, s·j + d·v − left, c] · k[u, v, c, o]
/// </code>
/// over the taps (u, v) that meet a pixel of the source. Those that meet none are left out, so that no zeros are multiplied.
/// </summary>
/// <param name="SourceHeight">Rows of a source image.</param>
/// <param name="SourceWidth">Columns of a source image.</param>
/// <param name="KernelHeight">Rows of taps; none where a phase of the data gradient has none.</param>
/// <param name="KernelWidth">Columns of taps.</param>
/// <param name="Stride">s.</param>
/// <param name="Dilation">d.</param>
/// <param name="Top">Rows of zeros above the source; may be negative.</param>
/// <param name="Left">Columns of zeros before the source; may be negative.</param>
internal readonly record struct Correlation(
    int SourceHeight,
    int SourceWidth,
    int KernelHeight,
    int KernelWidth,
    int Stride,
    int Dilation,
    int Top,
    int Left)
{
    internal static Correlation Forward(Conv2dGeometry g) =>
        new(g.Height, g.Width, g.KernelHeight, g.KernelWidth, g.Stride, g.Dilation, g.Padding, g.Padding);

    /// <summary>
    /// The rows r = s·i + <paramref name="row"/> and columns s·j + <paramref name="column"/> of ∂L/∂x, as a correlation of
    /// ∂L/∂y with the taps that reach them.
    /// </summary>
    internal static Correlation DataGradient(Conv2dGeometry g, int row, int column)
    {
        Phase rows = Phase.Of(g, row, g.KernelHeight), columns = Phase.Of(g, column, g.KernelWidth);
        return new(g.OutHeight, g.OutWidth, rows.Taps, columns.Taps, 1, rows.Dilation, rows.Before, columns.Before);
    }

    /// <summary>The rows of taps that meet the source for row <paramref name="i"/> of the target.</summary>
    internal TapRange Rows(int i) => Inside((long)Stride * i - Top, SourceHeight, KernelHeight);

    /// <summary>The same for column <paramref name="j"/>.</summary>
    internal TapRange Columns(int j) => Inside((long)Stride * j - Left, SourceWidth, KernelWidth);

    /// <summary>How many columns from <paramref name="j"/> on have the same taps, at most up to <paramref name="end"/>.</summary>
    internal int Alike(int j, int end)
    {
        TapRange taps = Columns(j);
        // Where the taps are all inside, they stay so until the last one leaves on the right.
        long at = (long)Stride * j - Left;
        if (taps.Count == KernelWidth && KernelWidth > 0)
        {
            long lastStart = SourceWidth - 1 - (long)Dilation * (KernelWidth - 1);
            return (int)Math.Min(end - j, (lastStart - at) / Stride + 1);
        }

        int next = j + 1;
        while (next < end && Columns(next) == taps)
            next++;
        return next - j;
    }

    /// <summary>The rows of the source that rows first … first + count − 1 of the target read: the first and how many.</summary>
    internal (int First, int Count) SourceRows(int first, int count)
    {
        long from = (long)Stride * first - Top;
        long to = (long)Stride * (first + count - 1) - Top + (long)Dilation * (KernelHeight - 1);
        from = Math.Max(0, from);
        to = Math.Min(SourceHeight - 1, to);
        return KernelHeight == 0 || to < from ? (0, 0) : ((int)from, (int)(to - from + 1));
    }

    private TapRange Inside(long start, int extent, int taps)
    {
        long first = start >= 0 ? 0 : (-start + Dilation - 1) / Dilation;
        long end = start >= extent ? 0 : (extent - 1 - start) / Dilation + 1;
        (first, end) = (Math.Min(first, taps), Math.Min(end, taps));
        return end <= first ? default : new((int)first, (int)(end - first));
    }
}

/// <summary>Neighbouring taps along one axis of a kernel.</summary>
internal readonly record struct TapRange(int First, int Count);

/// <summary>
/// Along one axis, the taps u that reach the pixels r ≡ phase (mod s): those with d·u ≡ phase + p (mod s). They are turned
/// round, so that tap k meets row i + Dilation·k − Before of ∂L/∂y for r = s·i + phase.
/// </summary>
/// <param name="FirstTap">The tap u of the forward kernel that is the last one here.</param>
/// <param name="TapStep">From one of these taps to the next, in the forward kernel.</param>
/// <param name="Taps">How many there are.</param>
/// <param name="Dilation">From one to the next, in rows of ∂L/∂y.</param>
/// <param name="Before">Rows of zeros before ∂L/∂y; may be negative.</param>
internal readonly record struct Phase(int FirstTap, int TapStep, int Taps, int Dilation, int Before)
{
    /// <summary>The tap of the forward kernel that tap k is.</summary>
    internal int ForwardTap(int k) => FirstTap + (Taps - 1 - k) * TapStep;

    internal static Phase Of(Conv2dGeometry g, int phase, int kernel)
    {
        int common = (int)System.Numerics.BigInteger.GreatestCommonDivisor(g.Stride, g.Dilation);
        int step = g.Stride / common, dilation = g.Dilation / common;
        for (int first = 0; first < Math.Min(step, kernel); first++)
        {
            long distance = (long)phase + g.Padding - (long)g.Dilation * first;
            if (distance % g.Stride != 0)
                continue;
            int taps = (kernel - 1 - first) / step + 1;
            return new(first, step, taps, dilation, (int)((long)(taps - 1) * dilation - distance / g.Stride));
        }

        return new(0, step, 0, dilation, 0);
    }
}
