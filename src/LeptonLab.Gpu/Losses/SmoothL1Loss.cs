namespace LeptonLab.Gpu;

/// <summary>The absolute error of each pair, with a rounded tip.</summary>
internal sealed class SmoothL1Loss(Launcher launcher) : Ops.SmoothL1Loss.IKernel
{
    public void Forward(Tensor x, Tensor target, float beta, Tensor losses) =>
        PointwiseLoss.Forward(launcher, x, target, losses, new Loss { Beta = beta });

    public void Backward(Tensor x, Tensor target, float beta, Tensor dLosses, Tensor dx) =>
        PointwiseLoss.Backward(launcher, x, target, dLosses, dx, new Loss { Beta = beta });

    internal struct Loss : ILoss
    {
        internal float Beta;

        public readonly float Value(float x, float target)
        {
            float d = x - target, size = Fn.Abs(d);
            return size < Beta ? 0.5f * d * d / Beta : size - 0.5f * Beta;
        }

        public readonly float Slope(float x, float target)
        {
            float d = x - target;
            return Fn.Abs(d) < Beta ? d / Beta : L1Loss.Sign(d);
        }
    }
}
