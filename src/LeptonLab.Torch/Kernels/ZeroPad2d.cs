using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Zeros around images.</summary>
internal sealed class ZeroPad2d : Ops.ZeroPad2d.IKernel
{
    public void Forward(Tensor x, Tensor y, int top, int left) => TorchKernel.Write(y, () =>
    {
        TorchTensor padded = torch.zeros([.. y.Shape.Select(extent => (long)extent)], device: ((TorchDevice)y.Device).Place);
        Inside(padded, x, top, left).copy_(x.AsTorch());
        return padded;
    });

    public void Backward(Tensor dy, Tensor dx, int top, int left) =>
        TorchKernel.Write(dx, () => Inside(dy.AsTorch(), dx, top, left).clone());

    private static TorchTensor Inside(TorchTensor padded, Tensor x, int top, int left) =>
        padded.narrow(1, top, x.Shape[1]).narrow(2, left, x.Shape[2]);
}
