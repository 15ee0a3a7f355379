namespace LeptonLab.Torch.Kernels;

/// <summary>ln x.</summary>
internal sealed class Log : Ops.Log.IKernel
{
    public void Forward(Tensor x, Tensor y) => TorchKernel.Write(y, () => x.AsTorch().log());

    public void Backward(Tensor x, Tensor dy, Tensor dx) => TorchKernel.Backward(x, dy, dx, z => z.log());
}
