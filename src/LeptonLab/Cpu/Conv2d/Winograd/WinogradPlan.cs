using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A 3×3 convolution of stride 1 by Winograd's algorithm, its weights transformed.</summary>
internal sealed class WinogradPlan<TTile> : Conv2dPlan
    where TTile : struct, IWinogradTile
{
    private readonly WinogradWeights _weights;
    private readonly Conv2dGeometry _geometry;

    internal WinogradPlan(Tensor w, Conv2dGeometry g)
    {
        _weights = WinogradWeights.Of<TTile>(w);
        _geometry = g;
    }

    internal override void Run(Tensor x, Tensor? b, Tensor y)
    {
        if (y.Count > 0)
            Run(Kernel(x, b, y));
    }

    internal override void RunPooled(Tensor x, Tensor b, Tensor y, PoolPlaces? places)
    {
        if (y.Count > 0)
            Run(PooledKernel(x, b, y, places));
    }

    internal override void Release() => _weights.Release();

    internal WinogradKernel<TTile> Kernel(Tensor x, Tensor? b, Tensor y) => new(
        WinogradSource.Images(x, _geometry), WinogradTarget.Of(y, b, _geometry), _weights, _geometry.Batch, _geometry.Padding);

    internal WinogradKernel<TTile> PooledKernel(Tensor x, Tensor b, Tensor y, PoolPlaces? places) => new(
        WinogradSource.Images(x, _geometry),
        WinogradTarget.OfPooled(y, b, places, _geometry),
        _weights,
        _geometry.Batch,
        _geometry.Padding);

    private void Run(WinogradKernel<TTile> kernel)
    {
        Chunks.Run(kernel.Chunks, kernel);
        GC.KeepAlive(this);
    }
}
