namespace LeptonLab.Gpu;

/// <summary>The squared error of each pair near the target, a straight line far away.</summary>
internal sealed class HuberLoss(Launcher launcher) : Ops.HuberLoss.IKernel
{
    public void Forward(Tensor x, Tensor target, float delta, Tensor losses) =>
        PointwiseLoss.Forward(launcher, x, target, losses, new Loss { Delta = delta });

    public void Backward(Tensor x, Tensor target, float delta, Tensor dLosses, Tensor dx) =>
        PointwiseLoss.Backward(launcher, x, target, dLosses, dx, new Loss { Delta = delta });

    internal struct Loss : ILoss
    {
        internal float Delta;

        public readonly float Value(float x, float target)
        {
            float d = x - target, size = Fn.Abs(d);
            return size > Delta ? Delta * (size - 0.5f * Delta) : 0.5f * d * d;
        }

        public readonly float Slope(float x, float target)
        {
            float d = x - target;
            return Fn.Abs(d) > Delta ? Delta * L1Loss.Sign(d) : d;
        }
    }
}
