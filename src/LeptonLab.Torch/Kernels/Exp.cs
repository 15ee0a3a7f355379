namespace LeptonLab.Torch.Kernels;

/// <summary>eˣ.</summary>
internal sealed class Exp : Ops.Exp.IKernel
{
    public void Forward(Tensor x, Tensor y) => TorchKernel.Write(y, () => x.AsTorch().exp());

    public void Backward(Tensor y, Tensor dy, Tensor dx) => TorchKernel.Write(dx, () => y.AsTorch() * dy.AsTorch());
}
