using LeptonLab.Ops;

namespace LeptonLab.Torch.Kernels;

/// <summary>Repetition.</summary>
internal sealed class BroadcastTo : Ops.BroadcastTo.IKernel
{
    public void Forward(Tensor x, Tensor y, BroadcastGeometry geometry) => TorchKernel.Write(
        y, () => x.AsTorch().expand([.. y.Shape.Select(extent => (long)extent)]).clone());

    public void Backward(Tensor dy, Tensor dx, BroadcastGeometry geometry) =>
        TorchKernel.Write(dx, () => Broadcasting.SumTo(dx, dy.AsTorch()));
}
