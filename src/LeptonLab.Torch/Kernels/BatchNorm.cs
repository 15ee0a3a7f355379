using LeptonLab.Ops;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Batch normalization by its formula; the channels are the last axis.</summary>
internal sealed class BatchNorm : Ops.BatchNorm.IKernel, Ops.BatchNorm.IRunningKernel
{
    public void Measure(Tensor x, ChannelMoments moments)
    {
        TorchKernel.Write(moments.Mean, () => Rows(x).mean([0L]).nan_to_num_(0));
        TorchKernel.Write(moments.Variance, () => x.Count == 0
            ? torch.zeros_like(moments.Mean.AsTorch())
            : (Rows(x) - moments.Mean.AsTorch()).square().mean([0L]));
        if (moments.MeanRest is { } rest)
            TorchKernel.Write(rest, () => torch.zeros_like(moments.Mean.AsTorch()));
    }

    public void Normalize(
        Tensor x, Tensor gamma, Tensor beta, ChannelMoments moments, Tensor y, float epsilon, Activation activation) =>
        TorchKernel.Write(y, () => TorchKernel.Activate(
            activation, torch.addcmul(beta.AsTorch(), gamma.AsTorch(), Normalized(x, moments, epsilon), 1)));

    public void Backward(
        Tensor x,
        Tensor gamma,
        Tensor beta,
        ChannelMoments moments,
        Tensor dy,
        Tensor? dx,
        Tensor? dgamma,
        Tensor? dbeta,
        float epsilon,
        Activation activation,
        bool measured) => TorchKernel.Run(x, () =>
    {
        TorchTensor normalized = Normalized(x, moments, epsilon), gradient = Rows(dy);
        if (activation != Activation.None)
        {
            TorchTensor y = TorchKernel.Activate(activation, torch.addcmul(beta.AsTorch(), gamma.AsTorch(), normalized, 1));
            gradient = TorchKernel.ThroughActivation(activation, y, gradient);
        }

        TorchTensor shift = gradient.sum([0L]), scale = (gradient * normalized).sum([0L]);
        if (dx is not null)
        {
            TorchTensor through = measured ? gradient - (shift + normalized * scale) / (x.Count / Math.Max(1, gamma.Count)) : gradient;
            dx.Take((gamma.AsTorch() / Root(moments, epsilon) * through).contiguous());
        }

        dgamma?.Take(scale);
        dbeta?.Take(shift);
    });

    public void Average(Tensor running, Tensor latest, float momentum, float factor) => TorchKernel.Change(
        running, () => running.AsTorch().mul_(1 - momentum).add_(latest.AsTorch(), momentum * factor));

    private static TorchTensor Rows(Tensor x) => x.AsTorch().flatten(0, x.Shape.Rank - 2);

    private static TorchTensor Root(ChannelMoments moments, float epsilon) => (moments.Variance.AsTorch() + epsilon).sqrt_();

    private static TorchTensor Normalized(Tensor x, ChannelMoments moments, float epsilon) =>
        (Rows(x) - moments.Mean.AsTorch()) / Root(moments, epsilon);
}
