namespace LeptonLab.Torch.Kernels;

/// <summary>tanh x.</summary>
internal sealed class Tanh : Ops.Tanh.IKernel
{
    public void Forward(Tensor x, Tensor y) => TorchKernel.Write(y, () => x.AsTorch().tanh());

    public void Backward(Tensor y, Tensor dy, Tensor dx) =>
        TorchKernel.Write(dx, () => TorchKernel.ThroughActivation(Ops.Activation.Tanh, y.AsTorch(), dy.AsTorch()));
}
