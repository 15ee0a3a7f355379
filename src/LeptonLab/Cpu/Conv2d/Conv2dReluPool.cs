using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution, bias, ReLU and 2×2 max-pooling in one. The sums are those of <see cref="Conv2d"/>, in the same order, so
/// the fused and the separate operations agree to the bit.
/// </summary>
/// <remarks>
/// Paths:
/// <list type="bullet">
/// <item><b>forward, Winograd</b> (<see cref="WinogradKernel{TTile}"/>) or <b>direct</b> (<see cref="Conv2dForward"/>), as
/// <see cref="Conv2dAlgorithms"/> chooses. A tile's windows are pooled in registers, or two rows of the convolution in
/// cache.</item>
/// <item><b>gradients, direct</b>: those of <see cref="Conv2d"/>, which ask <see cref="GradientRows"/> for rows of
/// ∂L/∂conv; they are spread out from the pooled values when they are needed, and never all at once.</item>
/// </list>
/// </remarks>
internal sealed class Conv2dReluPool : Ops.Conv2dReluPool.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor b, Tensor y, PoolPlaces places, Conv2dGeometry geometry)
    {
        if (y.Count == 0)
            return;
        Conv2dPlan plan = Conv2dPlan.Of(w, geometry);
        plan.RunPooled(x, b, y, places);
        plan.Release();
    }

    public void Backward(
        Tensor x, Tensor w, Tensor dy, PoolPlaces places, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        if (dx is not null && !Conv2d.HasOnlyFinite(w))
        {
            Ops.Conv2dReluPool.Backward<float>(
                [], w.AsSpan(), dy.AsSpan(), places.AsSpan(), dx.AsSpan(), [], [], geometry);
        }
        else if (dx is not null)
        {
            Conv2dDataGradient.Run(w, GradientRows.Pooled(dy, places, geometry), dx, geometry);
        }

        if (dw is not null || db is not null)
            Conv2dWeightGradient.Run(x, GradientRows.Pooled(dy, places, geometry), dw, db, geometry);
    }
}
