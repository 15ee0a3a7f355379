using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution, bias, ReLU and 2×2 max-pooling in one. The forward sums are those of <see cref="Conv2d"/>, in the same
/// order, so the fused and the separate operations agree to the bit; gradients that skip zeros are summed in another order.
/// </summary>
/// <remarks>
/// Paths, chosen by the shape alone, and by whether there are numbers that are not finite:
/// <list type="bullet">
/// <item><b>forward, direct</b> (<see cref="Conv2dForward"/>): always. Two rows of the convolution stay in cache and are
/// pooled there.</item>
/// <item><b>weight gradient, sparse</b> (<see cref="SparseWeightGradient"/>): 3×3 kernels with stride 1 from 12 input
/// channels on. At most one output in four has a gradient; only those are multiplied. Where a pixel is not finite, the
/// zeros count (0 · ∞ is NaN), and the direct path takes over.</item>
/// <item><b>data gradient, sparse</b> (<see cref="SparseDataGradient"/>): 3×3 kernels with stride 1 from 8 output channels
/// on, where all weights are finite.</item>
/// <item><b>data gradient, plain loops</b>: where a weight is not finite.</item>
/// <item><b>gradients, direct</b>: else. Those of <see cref="Conv2d"/>, which ask <see cref="GradientRows"/> for rows of
/// ∂L/∂conv; they are spread out from the pooled values when they are needed, and never all at once.</item>
/// </list>
/// </remarks>
internal sealed class Conv2dReluPool : Ops.Conv2dReluPool.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry geometry) =>
        Conv2dForward.RunPooled(x, w, b, y, places, geometry);

    public void Backward(
        Tensor x, Tensor w, Tensor dy, PoolPlaces places, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        if (dx is not null && !Conv2d.HasOnlyFinite(w))
        {
            Ops.Conv2dReluPool.Backward<float>(
                [], w.AsSpan(), dy.AsSpan(), places.AsSpan(), dx.AsSpan(), [], [], geometry);
        }
        else if (dx is not null && SparseDataGradient.Pays(geometry))
        {
            SparseDataGradient.Run(w, dy, places, dx, geometry);
        }
        else if (dx is not null)
        {
            Conv2dDataGradient.Run(w, GradientRows.Pooled(dy, places, geometry), dx, geometry);
        }

        if (dw is not null && SparseWeightGradient.Pays(geometry)
            && SparseWeightGradient.TryRun(x, dy, places, dw, db, geometry))
        {
            return;
        }

        if (dw is not null || db is not null)
            Conv2dWeightGradient.Run(x, GradientRows.Pooled(dy, places, geometry), dw, db, geometry);
    }
}
