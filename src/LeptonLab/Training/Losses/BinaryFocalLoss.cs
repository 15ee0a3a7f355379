namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.BinaryFocal"/>.</summary>
internal sealed class BinaryFocalLoss(float gamma, float? alpha) : TwoClassLoss
{
    protected override string Name => "Loss.BinaryFocal";

    public override Tensor Compute(Tensor outputs, int[] labels)
    {
        Check(outputs, labels);
        return Ops.BinaryFocalLoss.Apply(outputs, Targets(outputs, labels), gamma, alpha);
    }

    public override string ToString() => $"binary focal (γ = {gamma})";
}
