using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>One step of Adagrad.</summary>
internal sealed class AdagradStep : Ops.AdagradStep.IKernel
{
    public void Run(Tensor parameter, Tensor gradient, Tensor sum, AdagradCoefficients k) => TorchKernel.Change(parameter, () =>
    {
        TorchTensor g = Decay.Add(gradient, parameter, k.WeightDecay);
        TorchTensor s = sum.AsTorch().addcmul_(g, g, 1);
        sum.ToWrite();
        parameter.AsTorch().addcdiv_(g, s.sqrt().add_(k.Epsilon), -k.Rate);
    });
}
