namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.SoftmaxCrossEntropy"/>.</summary>
internal sealed class SoftmaxCrossEntropyLoss() : SoftmaxLoss(null)
{
    public override Tensor Compute(Tensor outputs, int[] labels) => Ops.SoftmaxCrossEntropy.Apply(outputs, labels);

    public override string ToString() => "softmax cross-entropy";
}
