namespace LeptonLab.Gpu;

/// <summary>The squared error of each pair.</summary>
internal sealed class MseLoss(Launcher launcher) : Ops.MseLoss.IKernel
{
    public void Forward(Tensor x, Tensor target, Tensor losses) => PointwiseLoss.Forward<Loss>(launcher, x, target, losses);

    public void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx) =>
        PointwiseLoss.Backward<Loss>(launcher, x, target, dLosses, dx);

    internal struct Loss : ILoss
    {
        public readonly float Value(float x, float target) => (x - target) * (x - target);

        public readonly float Slope(float x, float target) => 2f * (x - target);
    }
}
