namespace LeptonLab.Torch.Kernels;

/// <summary>Tensors one after another.</summary>
internal sealed class Concat : Ops.Concat.IKernel
{
    public void Forward(Tensor[] parts, Tensor y, int axis) => TorchKernel.Write(
        y, () => TorchSharp.torch.cat([.. parts.Select(part => part.AsTorch())], axis));
}
