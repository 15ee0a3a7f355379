using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>One step of stochastic gradient descent.</summary>
internal sealed class SgdStep : Ops.SgdStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor? velocity, SgdCoefficients k) => TorchKernel.Change(parameter, () =>
    {
        TorchTensor g = Decay.Add(gradient, parameter, k.WeightDecay);
        if (velocity is not null)
        {
            TorchTensor v = velocity.AsTorch().mul_(k.Momentum).add_(g);
            velocity.ToWrite();
            g = k.Nesterov ? g.add(v, k.Momentum) : v;
        }

        parameter.AsTorch().add_(g, -k.LearningRate);
    });
}
