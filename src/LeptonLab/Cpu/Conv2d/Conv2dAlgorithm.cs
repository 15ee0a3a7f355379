using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>The ways to compute a convolution.</summary>
internal enum Conv2dAlgorithm
{
    /// <summary><see cref="Conv2dForward"/>, <see cref="Conv2dDataGradient"/>.</summary>
    Direct,

    /// <summary>F(2×2, 3×3).</summary>
    WinogradF23,

    /// <summary>F(4×4, 3×3).</summary>
    WinogradF43,
}

/// <summary>
/// Which algorithm computes a convolution, by its shape alone and not by the batch: an image gives the same bits alone
/// and in company.
/// </summary>
internal static class Conv2dAlgorithms
{
    internal static Conv2dAlgorithm Forward(Conv2dGeometry g) =>
        IsWinograd(g) ? Choose(g.In, g.Out, g.OutHeight, g.OutWidth, g.Precise) : Conv2dAlgorithm.Direct;

    internal static Conv2dAlgorithm DataGradient(Conv2dGeometry g) =>
        IsWinograd(g) && g.Padding <= 2 ? Choose(g.Out, g.In, g.Height, g.Width, g.Precise) : Conv2dAlgorithm.Direct;

    private static bool IsWinograd(Conv2dGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Dilation: 1, Groups: 1 };

    private static Conv2dAlgorithm Choose(int @in, int @out, int height, int width, bool precise) =>
        @in < 16 || @out < 16 || Math.Min(height, width) < 6 ? Conv2dAlgorithm.Direct
        : precise ? Conv2dAlgorithm.WinogradF23
        : Conv2dAlgorithm.WinogradF43;
}
