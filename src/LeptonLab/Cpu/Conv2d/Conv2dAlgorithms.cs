using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Which algorithm computes a convolution: decided by its shape alone, and not by the batch, so that an image gives the
/// same bits alone and in company, fused with pooling or not.
/// </summary>
/// <remarks>
/// Winograd's algorithm takes 3×3 kernels of stride 1, without dilation and groups. Measured against the direct kernel
/// (one thread, AVX-512 / AVX2; all of its work but the transform of the weights, which the batch shares):
/// <code>
///  in → out, image              F(2×2)       F(4×4)
///  32 → 64,  125×125, pooled    1.9 / 1.9    3.3 / 3.1
///  64 → 128, 60×60, pooled      2.0 / 2.0    3.4 / 3.1
/// 128 → 128, 28×28              2.0 / 1.9    3.2 / 2.7
/// 256 → 256, 14×14              1.9 / 1.7    2.0 / 1.6   a quarter of the tiles lies outside
/// 512 → 512, 7×7                1.7          2.5         its weights come from memory
///  64 → 64,  5×5                1.7 / 2.1    1.6 / 2.0   more than half outside
///  16 → 16,  32×32              1.7 / 1.5    2.8 / 2.3
///  12 → 12,  32×32              1.2 / 1.0    1.9 / 1.6
///   8 → 8,   32×32              1.0 / 0.7    1.5 / 1.1
///   4 → 8,   32×32              0.7 / 0.5    1.0 / 0.7
///  16 → 1,   32×32              1.5 / 1.2    2.4 / 1.8
/// </code>
/// The rule that follows, where "in" and "image" are those of the sum: for the data gradient the channels of y and the
/// pixels of x.
/// <list type="table">
/// <item><term>in &lt; 8, or fewer than 5 rows or columns</term><description>direct</description></item>
/// <item><term>precise, in &lt; 12</term><description>direct</description></item>
/// <item><term>precise</term><description>F(2×2, 3×3)</description></item>
/// <item><term>F(4×4) needs clearly fewer multiplications for this image</term><description>F(4×4, 3×3)</description></item>
/// <item><term>else (5×5, 6×6), in &lt; 12</term><description>direct</description></item>
/// <item><term>else</term><description>F(2×2, 3×3)</description></item>
/// </list>
/// </remarks>
internal static class Conv2dAlgorithms
{
    private const int LeastChannelsF43 = 8;
    private const int LeastChannelsF23 = 12;
    private const int LeastPixels = 5;

    internal static Conv2dAlgorithm Forward(Conv2dGeometry g) =>
        IsWinograd(g) ? Choose(g.In, g.OutHeight, g.OutWidth, g.Precise) : Conv2dAlgorithm.Direct;

    internal static Conv2dAlgorithm DataGradient(Conv2dGeometry g) =>
        IsWinograd(g) && g.Padding <= 2 ? Choose(g.Out, g.Height, g.Width, g.Precise) : Conv2dAlgorithm.Direct;

    private static bool IsWinograd(Conv2dGeometry g) =>
        g is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Dilation: 1, Groups: 1 };

    private static Conv2dAlgorithm Choose(int channels, int height, int width, bool precise)
    {
        if (channels < LeastChannelsF43 || height < LeastPixels || width < LeastPixels)
            return Conv2dAlgorithm.Direct;

        // Multiplications, and about a seventh more for the transforms of the larger tile.
        long large = (36L + 6) * Chunks.Count(height, 4) * Chunks.Count(width, 4);
        long small = 16L * Chunks.Count(height, 2) * Chunks.Count(width, 2);
        if (!precise && large < small)
            return Conv2dAlgorithm.WinogradF43;
        return channels < LeastChannelsF23 ? Conv2dAlgorithm.Direct : Conv2dAlgorithm.WinogradF23;
    }
}
