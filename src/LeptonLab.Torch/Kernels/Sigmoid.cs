namespace LeptonLab.Torch.Kernels;

/// <summary>1 / (1 + exp(−x)).</summary>
internal sealed class Sigmoid : Ops.Sigmoid.IKernel
{
    public void Forward(Tensor x, Tensor y) => TorchKernel.Write(y, () => x.AsTorch().sigmoid());

    public void Backward(Tensor y, Tensor dy, Tensor dx) =>
        TorchKernel.Write(dx, () => TorchKernel.ThroughActivation(Ops.Activation.Sigmoid, y.AsTorch(), dy.AsTorch()));
}
