namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.Focal"/>.</summary>
internal sealed class FocalLoss(float gamma, float[]? alphas) : SoftmaxLoss(alphas?.Length)
{
    public override Tensor Compute(Tensor outputs, int[] labels) => Ops.FocalLoss.Apply(outputs, labels, gamma, alphas);

    public override string ToString() => $"focal (γ = {gamma})";
}
