namespace LeptonLab.Torch.Kernels;

/// <summary>√x.</summary>
internal sealed class Sqrt : Ops.Sqrt.IKernel
{
    public void Forward(Tensor x, Tensor y) => TorchKernel.Write(y, () => x.AsTorch().sqrt());

    public void Backward(Tensor y, Tensor dy, Tensor dx) => TorchKernel.Write(dx, () => dy.AsTorch() / (2 * y.AsTorch()));
}
