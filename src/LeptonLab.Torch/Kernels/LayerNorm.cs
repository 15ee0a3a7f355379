using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Layer normalization; its moments are measured again on the way back.</summary>
internal sealed class LayerNorm : Ops.LayerNorm.IKernel
{
    public void Forward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor? moments, float epsilon) => TorchKernel.Write(
        y, () => Normalize(x.AsTorch(), gamma.AsTorch(), beta.AsTorch(), epsilon));

    public void Backward(
        Tensor x, Tensor gamma, Tensor moments, Tensor dy, Tensor? dx, Tensor? dgamma, Tensor? dbeta, float epsilon) =>
        TorchKernel.Run(x, () => TorchKernel.Differentiate(
            dy.AsTorch,
            [x.AsTorch(), gamma.AsTorch(), torch.zeros_like(gamma.AsTorch())],
            inputs => Normalize(inputs[0], inputs[1], inputs[2], epsilon),
            dx is null ? null : found => dx.Take(found.contiguous()),
            dgamma is null ? null : found => dgamma.Take(found.contiguous()),
            dbeta is null ? null : found => dbeta.Take(found.contiguous())));

    private static TorchTensor Normalize(TorchTensor x, TorchTensor gamma, TorchTensor beta, float epsilon) =>
        torch.nn.functional.layer_norm(x, [gamma.shape[0]], gamma, beta, epsilon);
}
