namespace LeptonLab.Gpu;

/// <summary>The absolute error of each pair.</summary>
internal sealed class L1Loss(Launcher launcher) : Ops.L1Loss.IKernel
{
    public void Forward(Tensor x, Tensor target, Tensor losses) => PointwiseLoss.Forward<Loss>(launcher, x, target, losses);

    public void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx) =>
        PointwiseLoss.Backward<Loss>(launcher, x, target, dLosses, dx);

    /// <summary>1 or −1; 0 for 0, NaN for NaN.</summary>
    internal static float Sign(float d) => d > 0f ? 1f : d < 0f ? -1f : d;

    internal struct Loss : ILoss
    {
        public readonly float Value(float x, float target) => Fn.Abs(x - target);

        public readonly float Slope(float x, float target) => Sign(x - target);
    }
}
