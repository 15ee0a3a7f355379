using static TorchSharp.torch.nn;

namespace LeptonLab.Torch.Kernels;

/// <summary>x · σ(x).</summary>
internal sealed class Silu : Ops.Silu.IKernel
{
    public void Forward(Tensor x, Tensor y) => TorchKernel.Write(y, () => functional.silu(x.AsTorch()));

    public void Backward(Tensor x, Tensor dy, Tensor dx) => TorchKernel.Backward(x, dy, dx, z => functional.silu(z));
}
