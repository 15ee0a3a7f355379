namespace LeptonLab.Ops;

/// <summary>
/// Max-pooling that is told the size of its result: the largest value of each of height · width windows that cover the
/// image, see <see cref="PoolWindows.Adaptive(int, int)"/>. The loops and kernels are those of <see cref="MaxPool2d"/>.
/// </summary>
public static class AdaptiveMaxPool2d
{
    /// <summary>Pools; differentiable. Takes [batch, …, …, channels], gives [batch, height, width, channels].</summary>
    /// <exception cref="ArgumentException">The images have no pixels, or no results are asked for.</exception>
    public static Tensor Apply(Tensor x, int height, int width) =>
        MaxPool2d.Apply("AdaptiveMaxPool2d", x, PoolWindows.Adaptive("AdaptiveMaxPool2d", x.Shape, height, width));
}
