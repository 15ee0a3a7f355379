using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// How the rows of windows of an image are dealt: whole images where there are enough of them, else bands of rows. The
/// shape alone decides.
/// </summary>
/// <param name="Rows">Rows of windows in an image.</param>
/// <param name="BandRows">Rows of windows in a band; the last of an image may have fewer.</param>
/// <param name="StepRows">Rows of windows that are worked on together.</param>
internal readonly record struct WindowBands(int Rows, int BandRows, int StepRows)
{
    private const int EnoughBands = 16;
    private const int FewestRows = 4; // a band's first row of pixels takes one more row of windows, which its neighbour has too
    private const int FrameNumbers = 32 * 1024; // 128 KB: stays in the second-level cache beside gradients and weights

    internal int PerImage => Chunks.Count(Rows, BandRows);

    internal static WindowBands Of(Conv2dGeometry g)
    {
        int rows = g.OutHeight / 2;
        int wanted = Chunks.Count(EnoughBands, Math.Max(1, g.Batch));
        int bandRows = Math.Min(rows, Math.Max(FewestRows, Chunks.Count(rows, wanted)));
        int pixelRow = (g.Width + 2 * g.Padding) * g.In;
        return new(rows, bandRows, Math.Clamp((FrameNumbers / pixelRow - 2) / 2, 1, 8));
    }

    /// <summary>The first row and the end of a band.</summary>
    internal (int First, int End) this[int band] => (band * BandRows, Math.Min(Rows, (band + 1) * BandRows));
}
