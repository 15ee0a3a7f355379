namespace LeptonLab.Gpu;

/// <summary>Zeros around images, which are a block of the result; see <see cref="Slice"/>.</summary>
internal sealed class ZeroPad2d(Launcher launcher) : Ops.ZeroPad2d.IKernel
{
    private readonly Slice _slice = new(launcher);

    public void Forward(Tensor x, Tensor y, int top, int left) => _slice.Place(x, y, [0, top, left, 0], 0);

    public void Backward(Tensor dy, Tensor dx, int top, int left) => _slice.Take(dy, dx, [0, top, left, 0]);
}
