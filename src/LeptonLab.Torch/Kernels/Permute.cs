namespace LeptonLab.Torch.Kernels;

/// <summary>The axes in another order.</summary>
internal sealed class Permute : Ops.Permute.IKernel
{
    public void Forward(Tensor x, Tensor y, int[] order) => TorchKernel.Write(
        y, () => x.AsTorch().permute(Array.ConvertAll(order, axis => (long)axis)).clone());
}
