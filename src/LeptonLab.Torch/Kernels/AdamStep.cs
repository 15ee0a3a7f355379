using LeptonLab.Ops;
using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>One step of Adam.</summary>
internal sealed class AdamStep : Ops.AdamStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor first, Tensor second, Tensor? largest, AdamCoefficients k) =>
        TorchKernel.Change(parameter, () =>
        {
            TorchTensor g = Decay.Add(gradient, parameter, k.WeightDecay);
            TorchTensor m = first.AsTorch().mul_(k.Beta1).add_(g, 1 - k.Beta1);
            TorchTensor v = second.AsTorch().mul_(k.Beta2).addcmul_(g, g, 1 - k.Beta2);
            first.ToWrite();
            second.ToWrite();
            if (largest is not null)
            {
                v = largest.AsTorch().copy_(torch.maximum(largest.AsTorch(), v));
                largest.ToWrite();
            }

            TorchTensor root = v.sqrt().mul_(k.SecondScale).add_(k.Epsilon);
            parameter.AsTorch().mul_(k.Keep).addcdiv_(m, root, -k.StepSize);
        });
}
