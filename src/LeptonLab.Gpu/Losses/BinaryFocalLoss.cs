namespace LeptonLab.Gpu;

/// <summary>The focal loss of each logit: l = a σ(−s)^γ log(1 + e⁻ˢ), where s is the logit of what is true.</summary>
internal sealed class BinaryFocalLoss(Launcher launcher) : Ops.BinaryFocalLoss.IKernel
{
    public void Forward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor losses) =>
        PointwiseLoss.Forward(launcher, z, target, losses, new Loss { Gamma = gamma, Yes = yes, No = no });

    public void Backward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor dLosses, Tensor dz) =>
        PointwiseLoss.Backward(launcher, z, target, dLosses, dz, new Loss { Gamma = gamma, Yes = yes, No = no });

    internal struct Loss : ILoss
    {
        internal float Gamma;
        internal float Yes;
        internal float No;

        public readonly float Value(float z, float target)
        {
            bool isNo = target == 0f;
            float s = isNo ? -z : z;
            return (isNo ? No : Yes) * Weight(s) * Fn.Softplus(-s);
        }

        public readonly float Slope(float z, float target)
        {
            bool isNo = target == 0f;
            float s = isNo ? -z : z;
            float slope = -(isNo ? No : Yes) * Weight(s) * (Fn.Sigmoid(-s) + Gamma * Fn.Sigmoid(s) * Fn.Softplus(-s));
            return isNo ? -slope : slope;
        }

        // σ(−s)^γ = exp(−γ log(1 + eˢ)): a power without the difference 1 − p.
        private readonly float Weight(float s) => Fn.Exp(-Gamma * Fn.Softplus(s));
    }
}
