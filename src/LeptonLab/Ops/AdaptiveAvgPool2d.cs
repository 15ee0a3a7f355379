namespace LeptonLab.Ops;

/// <summary>
/// Average-pooling that is told the size of its result: the mean of each of height · width windows that cover the image,
/// see <see cref="PoolWindows.Adaptive(int, int)"/>. The loops and kernels are those of <see cref="AvgPool2d"/>.
/// </summary>
public static class AdaptiveAvgPool2d
{
    /// <summary>Pools; differentiable. Takes [batch, …, …, channels], gives [batch, height, width, channels].</summary>
    /// <exception cref="ArgumentException">The images have no pixels, or no results are asked for.</exception>
    public static Tensor Apply(Tensor x, int height, int width)
    {
        (PoolWindows Rows, PoolWindows Columns) windows = PoolWindows.Adaptive("AdaptiveAvgPool2d", x.Shape, height, width);
        return AvgPool2d.Apply("AdaptiveAvgPool2d", x, windows, PoolWindows.OutputShape(x.Shape, windows), countPadding: false);
    }
}
