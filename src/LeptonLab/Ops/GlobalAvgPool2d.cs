namespace LeptonLab.Ops;

/// <summary>
/// The mean of each channel over the whole image (Lin, Chen and Yan, "Network in Network", ICLR 2014, §3.2). The loops and
/// kernels are those of <see cref="AvgPool2d"/>.
/// </summary>
public static class GlobalAvgPool2d
{
    /// <summary>Pools; differentiable. Takes [batch, height, width, channels], gives [batch, channels].</summary>
    /// <exception cref="ArgumentException">The images have no pixels.</exception>
    public static Tensor Apply(Tensor x)
    {
        (PoolWindows Rows, PoolWindows Columns) windows = PoolWindows.Adaptive("GlobalAvgPool2d", x.Shape, 1, 1);
        return AvgPool2d.Apply("GlobalAvgPool2d", x, windows, [x.Shape[0], x.Shape[3]], countPadding: false);
    }
}
