using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The data gradient of a 3×3 convolution of stride 1 by Winograd's algorithm: ∂L/∂x is the convolution of ∂L/∂y, framed
/// by 2 − padding zeros, with the kernel turned by 180° and its channels swapped. All weights must be finite, see
/// <see cref="Conv2d"/>.
/// </summary>
internal static class WinogradDataGradient<TTile>
    where TTile : struct, IWinogradTile
{
    internal static void Run(Tensor w, GradientRows dy, Tensor dx, Conv2dGeometry g)
    {
        if (dx.Count == 0)
            return;
        WinogradWeights weights = WinogradWeights.Turned<TTile>(w);
        WinogradKernel<TTile> kernel = Kernel(weights, dy, dx, g);
        Chunks.Run(kernel.ChunkCount, kernel);
        weights.Release();
    }

    internal static WinogradKernel<TTile> Kernel(WinogradWeights weights, GradientRows dy, Tensor dx, Conv2dGeometry g)
    {
        int frame = 2 - g.Padding;
        var mirrored = g with { Height = g.OutHeight, Width = g.OutWidth, In = g.Out, Out = g.In, Padding = frame };
        return new(WinogradSource.Gradient(dy, g), WinogradTarget.Of(dx, null, mirrored), weights, g.Batch, frame);
    }
}
