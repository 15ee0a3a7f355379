namespace LeptonLab.Gpu;

/// <summary>Chosen places along an axis, see <see cref="Selected"/>.</summary>
internal sealed class IndexSelect(Launcher launcher) : Ops.IndexSelect.IKernel
{
    public void Forward(Tensor x, Tensor y, int[] indices, Ops.AxisGeometry geometry) =>
        Selected.Take(launcher, x, y, indices, geometry);

    public void Backward(Tensor dy, Tensor dx, int[] indices, Ops.AxisGeometry geometry) =>
        Selected.Add(launcher, dy, dx, indices, geometry);
}
