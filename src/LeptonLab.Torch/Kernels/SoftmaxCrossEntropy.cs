using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The cross-entropy of labels.</summary>
internal sealed class SoftmaxCrossEntropy : Ops.SoftmaxCrossEntropy.IKernel
{
    public void Forward(Tensor z, int[] labels, Tensor loss, Tensor p) => TorchKernel.Run(z, () =>
    {
        TorchTensor logits = z.AsTorch();
        p.Take(logits.softmax(1));
        TorchTensor picked = logits.log_softmax(1).gather(1, Picks(labels, logits));
        loss.Take(-picked.mean());
    });

    public void Backward(Tensor p, int[] labels, Tensor dLoss, Tensor dz) => TorchKernel.Write(dz, () =>
    {
        TorchTensor gradient = p.AsTorch().clone();
        gradient.scatter_add_(1, Picks(labels, gradient), torch.full([labels.Length, 1], -1f, device: gradient.device));
        return gradient.mul_(dLoss.AsTorch() / labels.Length);
    });

    private static TorchTensor Picks(int[] labels, TorchTensor like) =>
        torch.tensor(Array.ConvertAll(labels, label => (long)label), [labels.Length, 1], device: like.device);
}
