using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>One step of RMSProp.</summary>
internal sealed class RmsPropStep : Ops.RmsPropStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor second, Tensor? mean, Tensor? velocity, RmsPropCoefficients k) =>
        TorchKernel.Change(parameter, () =>
        {
            TorchTensor g = Decay.Add(gradient, parameter, k.WeightDecay);
            TorchTensor v = second.AsTorch().mul_(k.Smoothing).addcmul_(g, g, 1 - k.Smoothing);
            second.ToWrite();
            if (mean is not null)
            {
                TorchTensor m = mean.AsTorch().mul_(k.Smoothing).add_(g, 1 - k.Smoothing);
                mean.ToWrite();
                v = v.addcmul(m, m, -1);
            }

            TorchTensor step = g / v.sqrt().add_(k.Epsilon);
            if (velocity is not null)
            {
                step = velocity.AsTorch().mul_(k.Momentum).add_(step);
                velocity.ToWrite();
            }

            parameter.AsTorch().add_(step, -k.LearningRate);
        });
}
