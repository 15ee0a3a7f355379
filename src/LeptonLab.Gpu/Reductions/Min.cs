namespace LeptonLab.Gpu;

/// <summary>The smallest along an axis, see <see cref="Extremes"/>.</summary>
internal sealed class Min(Launcher launcher) : Ops.Min.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.AxisGeometry geometry) => Winners.Take(launcher, x, y, geometry, sign: -1);

    public void Backward(Tensor x, Tensor y, Tensor dy, Tensor dx, Ops.AxisGeometry geometry) =>
        Winners.Put(launcher, x, dy, dx, geometry, sign: -1);
}
