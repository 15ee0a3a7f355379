namespace LeptonLab.Torch.Kernels;

/// <summary>One step of a running average.</summary>
internal sealed class AverageStep : Ops.AverageStep.IKernel
{
    public void Run(Tensor average, Tensor value, float share) =>
        TorchKernel.Change(average, () => average.AsTorch().lerp_(value.AsTorch(), share));
}
