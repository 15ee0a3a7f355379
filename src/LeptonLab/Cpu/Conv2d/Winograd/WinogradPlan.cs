using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>A 3×3 convolution of stride 1 by Winograd's algorithm, its weights transformed.</summary>
internal sealed class WinogradPlan<TTile> : Conv2dPlan
    where TTile : struct, IWinogradTile
{
    private readonly WinogradWeights _weights;
    private readonly Tensor? _bias;
    private readonly Conv2dGeometry _geometry;

    internal WinogradPlan(Tensor w, Tensor? b, Conv2dGeometry g)
    {
        _bias = b;
        _weights = WinogradWeights.Of<TTile>(w);
        _geometry = g;
    }

    internal override void Run(Tensor x, Tensor y)
    {
        if (y.Count > 0)
            Run(Kernel(x, y));
    }

    internal override void RunPooled(Tensor x, Tensor y, PoolPlaces? places)
    {
        if (y.Count > 0)
            Run(PooledKernel(x, y, places));
    }

    internal override void Release() => _weights.Release();

    internal WinogradKernel<TTile> Kernel(Tensor x, Tensor y)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        return new(WinogradSource.Images(x, g), WinogradTarget.Of(y, _bias, g), _weights, g.Batch, g.Padding);
    }

    internal WinogradKernel<TTile> PooledKernel(Tensor x, Tensor y, PoolPlaces? places)
    {
        Conv2dGeometry g = _geometry with { Batch = x.Shape[0] };
        return new(WinogradSource.Images(x, g), WinogradTarget.OfPooled(y, _bias, places, g), _weights, g.Batch, g.Padding);
    }

    private void Run(WinogradKernel<TTile> kernel)
    {
        Chunks.Run(kernel.ChunkCount, kernel);
        GC.KeepAlive(this);
    }
}
