using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Arithmetic between the backward pass and the optimizer.</summary>
internal sealed class Gradients : Ops.Gradients.IKernel
{
    public void Add(Tensor a, Tensor b, Tensor y) => TorchKernel.Write(y, () => a.AsTorch() + b.AsTorch());

    public void Scale(Tensor x, Tensor y, float scale) => TorchKernel.Write(y, () => x.AsTorch() * scale);

    public void Clamp(Tensor x, Tensor y, float most) => TorchKernel.Write(y, () => x.AsTorch().clamp(-most, most));

    public double SumOfSquares(IReadOnlyList<Tensor> tensors)
    {
        double sum = 0;
        TorchKernel.Run(tensors[0], () =>
        {
            TorchTensor[] sums = [.. tensors.Select(tensor => tensor.AsTorch().to(torch.ScalarType.Float64).square().sum())];
            sum = torch.stack(sums).sum().item<double>();
        });
        return sum;
    }
}
