using LeptonLab.Nn;
using LeptonLab.Ops;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>
/// Which value won each pooling window, as our kernels decide. Where two are equal up to rounding either may win, and the
/// gradient goes elsewhere: gradients can be compared where both libraries share the decision. The values stay libtorch's.
/// </summary>
internal sealed class Winners
{
    private readonly Dictionary<Layer, (TorchTensor Places, TorchTensor Live)> _pools = new(ReferenceEqualityComparer.Instance);

    internal Winners(Layer model, LeptonLab.Tensor images)
    {
        if (model.Fused() is not Sequential fusedModel || !fusedModel.Layers.Any(layer => layer is Nn.Conv2dReluPool))
            return;
        using IDisposable pause = Autograd.Tape.Pause();
        LeptonLab.Tensor x = images;
        foreach (Layer layer in fusedModel.Layers)
        {
            if (layer is not Nn.Conv2dReluPool fused)
            {
                x = layer.Forward(x);
                continue;
            }

            Conv2dGeometry geometry = fused.Convolution.Geometry(x.Shape.DropFirst()) with { Batch = x.Shape[0] };
            var y = new LeptonLab.Tensor(layer.OutputShape(x.Shape.DropFirst()).Prepend(x.Shape[0]));
            var places = new PoolPlaces(y.Count, y.Device);
            y.Device.Kernel<Ops.Conv2dReluPool.IKernel>()
                .Forward(x, fused.Convolution.Weight, fused.Convolution.Bias, y, places, geometry);
            long[] extents = [.. y.Shape.Select(extent => (long)extent)];
            TorchTensor ours = tensor(places.AsSpan().ToArray(), dtype: ScalarType.Byte).reshape(extents).permute(0, 3, 1, 2);
            TorchTensor live = ours.ne(PoolPlaces.Dead);
            _pools[fused.Pool] = (ours.mul(live).to(ScalarType.Int64).unsqueeze(-1), live.to(ScalarType.Float32));
            x = y;
        }
    }

    internal bool Knows(Layer pool) => _pools.ContainsKey(pool);

    /// <summary>ReLU and 2×2 pooling of a convolution [N, C, H, W] whose winners are known.</summary>
    internal TorchTensor Pool(Layer pool, TorchTensor convolution)
    {
        (TorchTensor places, TorchTensor live) = _pools[pool];
        (long n, long c, long rows, long columns) = (places.shape[0], places.shape[1], places.shape[2], places.shape[3]);
        TorchTensor windows = convolution.narrow(2, 0, 2 * rows).narrow(3, 0, 2 * columns)
            .reshape(n, c, rows, 2, columns, 2).permute(0, 1, 2, 4, 3, 5).reshape(n, c, rows, columns, 4);
        return windows.gather(-1, places).squeeze(-1).mul(live);
    }
}
