using static TorchSharp.torch.nn;

namespace LeptonLab.Torch.Kernels;

/// <summary>x where it is positive, else slope · x.</summary>
internal sealed class LeakyRelu : Ops.LeakyRelu.IKernel
{
    public void Forward(Tensor x, Tensor y, float slope) => TorchKernel.Write(y, () => functional.leaky_relu(x.AsTorch(), slope));

    public void Backward(Tensor x, Tensor dy, Tensor dx, float slope) => TorchKernel.Backward(x, dy, dx, z => functional.leaky_relu(z, slope));
}
