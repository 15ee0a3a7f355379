namespace LeptonLab.Torch.Kernels;

/// <summary>max(x, 0).</summary>
internal sealed class Relu : Ops.Relu.IKernel
{
    public void Forward(Tensor x, Tensor y) => TorchKernel.Write(y, () => x.AsTorch().relu());

    public void Backward(Tensor x, Tensor dy, Tensor dx) =>
        TorchKernel.Write(dx, () => TorchKernel.ThroughActivation(Ops.Activation.Relu, x.AsTorch(), dy.AsTorch()));
}
