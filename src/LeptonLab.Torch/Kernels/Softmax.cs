using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Probabilities along an axis.</summary>
internal sealed class Softmax : Ops.Softmax.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry geometry) =>
        TorchKernel.Write(y, () => Along.Axis(x, geometry).softmax(1));

    public void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry) => TorchKernel.Write(dx, () =>
    {
        TorchTensor p = Along.Axis(y, geometry), dp = Along.Axis(dy, geometry);
        return p * (dp - (p * dp).sum([1L], keepdim: true));
    });
}
