using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Parts of tensors.</summary>
internal sealed class Slice : Ops.Slice.IKernel
{
    public void Take(Tensor x, Tensor y, int[] starts) => TorchKernel.Write(y, () => Part(x.AsTorch(), y, starts).clone());

    public void Place(Tensor y, Tensor x, int[] starts, float fill) => TorchKernel.Write(x, () =>
    {
        TorchTensor whole = torch.full([.. x.Shape.Select(extent => (long)extent)], fill, device: ((TorchDevice)x.Device).Place);
        Part(whole, y, starts).copy_(y.AsTorch());
        return whole;
    });

    private static TorchTensor Part(TorchTensor whole, Tensor part, int[] starts)
    {
        for (int axis = 0; axis < starts.Length; axis++)
            whole = whole.narrow(axis, starts[axis], part.Shape[axis]);
        return whole;
    }
}
