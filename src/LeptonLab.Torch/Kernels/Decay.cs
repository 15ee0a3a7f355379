using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>Weight decay as part of the gradient.</summary>
internal static class Decay
{
    /// <summary>g + λ θ.</summary>
    internal static TorchTensor Add(Tensor gradient, Tensor parameter, float decay) =>
        decay == 0 ? gradient.AsTorch() : gradient.AsTorch().add(parameter.AsTorch(), decay);
}
