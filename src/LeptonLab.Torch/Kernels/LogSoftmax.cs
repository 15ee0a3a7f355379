using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The logarithms of probabilities along an axis.</summary>
internal sealed class LogSoftmax : Ops.LogSoftmax.IKernel
{
    public void Forward(Tensor x, Tensor y, AxisGeometry geometry) =>
        TorchKernel.Write(y, () => Along.Axis(x, geometry).log_softmax(1));

    public void Backward(Tensor y, Tensor dy, Tensor dx, AxisGeometry geometry) => TorchKernel.Write(dx, () =>
    {
        TorchTensor gradient = Along.Axis(dy, geometry);
        return gradient - Along.Axis(y, geometry).exp() * gradient.sum([1L], keepdim: true);
    });
}
