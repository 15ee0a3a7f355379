using LeptonLab.Ops;

namespace LeptonLab.Torch.Kernels;

/// <summary>Sums along an axis.</summary>
internal sealed class Sum : Ops.Sum.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry geometry) =>
        TorchKernel.Write(y, () => Along.Axis(x, geometry).sum([1L]));

    public void Backward(Tensor dy, Tensor dx, AxisGeometry geometry) => TorchKernel.Write(
        dx, () => dy.AsTorch().view(geometry.Outer, 1, geometry.Inner).expand(geometry.Outer, geometry.Length, geometry.Inner).clone());
}
