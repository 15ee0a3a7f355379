namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.BinaryCrossEntropy"/>.</summary>
internal sealed class BinaryCrossEntropyLoss(float positiveWeight) : TwoClassLoss
{
    protected override string Name => "Loss.BinaryCrossEntropy";

    public override Tensor Compute(Tensor outputs, int[] labels)
    {
        Check(outputs, labels);
        return Ops.BinaryCrossEntropy.Apply(outputs, Targets(outputs, labels), positiveWeight == 1 ? null : [positiveWeight]);
    }

    public override string ToString() => $"binary cross-entropy{(positiveWeight == 1 ? "" : $" (positive weight {positiveWeight})")}";
}
