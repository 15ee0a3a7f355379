namespace LeptonLab.Torch.Kernels;

/// <summary>Squared differences.</summary>
internal sealed class MseLoss : Ops.MseLoss.IKernel
{
    public void Forward(Tensor x, Tensor target, Tensor losses) =>
        TorchKernel.Write(losses, () => (x.AsTorch() - target.AsTorch()).square());

    public void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx) =>
        TorchKernel.Write(dx, () => 2 * (x.AsTorch() - target.AsTorch()) * dLosses.AsTorch());
}
