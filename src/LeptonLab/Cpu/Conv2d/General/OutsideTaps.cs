using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The kernels that leave out the taps which meet no pixel save the products with the zeros of the padding. By the formula
/// they are there, and where the other factor is infinite or NaN they make NaN: this puts it in, and is called only where
/// such a factor has been seen.
/// </summary>
internal static unsafe class OutsideTaps
{
    /// <summary>NaN in each output that has a tap outside with a weight that is not finite.</summary>
    internal static void Forward(float* w, float* y, Conv2dGeometry g)
    {
        Fence.Check(w, (long)g.KernelHeight * g.KernelWidth * g.InPerGroup * g.Out);
        Fence.Check(y, g.OutputShape.Count);
        var taps = Correlation.Forward(g);
        bool[] bad = new bool[g.KernelHeight * g.KernelWidth * g.Out];
        for (int tap = 0; tap < g.KernelHeight * g.KernelWidth; tap++)
        for (int c = 0; c < g.InPerGroup; c++)
        for (int o = 0; o < g.Out; o++)
            bad[tap * g.Out + o] |= !float.IsFinite(w[((nint)tap * g.InPerGroup + c) * g.Out + o]);

        ThreadTeam.Shared.Run(g.Batch * g.OutHeight, row =>
        {
            for (int j = 0; j < g.OutWidth; j++)
            for (int tap = 0; tap < g.KernelHeight * g.KernelWidth; tap++)
            {
                if (IsInside(taps, row % g.OutHeight, j, tap))
                    continue;
                float* pixel = y + ((nint)row * g.OutWidth + j) * g.Out;
                for (int o = 0; o < g.Out; o++)
                {
                    if (bad[tap * g.Out + o])
                        pixel[o] = float.NaN;
                }
            }
        });
    }

    /// <summary>NaN in the gradient of each weight whose tap was outside where ∂L/∂y is not finite.</summary>
    internal static void WeightGradient(float* dy, float* dw, Conv2dGeometry g)
    {
        Fence.Check(dw, (long)g.KernelHeight * g.KernelWidth * g.InPerGroup * g.Out);
        Fence.Check(dy, g.OutputShape.Count);
        var taps = Correlation.Forward(g);
        ThreadTeam.Shared.Run(g.KernelHeight * g.KernelWidth, tap =>
        {
            float* pixel = dy;
            for (int row = 0; row < g.Batch * g.OutHeight; row++)
            for (int j = 0; j < g.OutWidth; j++, pixel += g.Out)
            {
                if (IsInside(taps, row % g.OutHeight, j, tap))
                    continue;
                for (int o = 0; o < g.Out; o++)
                {
                    if (float.IsFinite(pixel[o]))
                        continue;
                    for (int c = 0; c < g.InPerGroup; c++)
                        dw[((nint)tap * g.InPerGroup + c) * g.Out + o] = float.NaN;
                }
            }
        });
    }

    private static bool IsInside(Correlation taps, int i, int j, int tap)
    {
        TapRange rows = taps.Rows(i), columns = taps.Columns(j);
        return (uint)(tap / taps.KernelWidth - rows.First) < (uint)rows.Count
            && (uint)(tap % taps.KernelWidth - columns.First) < (uint)columns.Count;
    }
}
