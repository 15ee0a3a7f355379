namespace LeptonLab.Gpu;

/// <summary>The largest along an axis, see <see cref="Extremes"/>.</summary>
internal sealed class Max(Launcher launcher) : Ops.Max.IKernel
{
    public void Forward(Tensor x, Tensor y, Ops.AxisGeometry geometry) => Winners.Take(launcher, x, y, geometry, sign: 1);

    public void Backward(Tensor x, Tensor y, Tensor dy, Tensor dx, Ops.AxisGeometry geometry) =>
        Winners.Put(launcher, x, dy, dx, geometry, sign: 1);
}
