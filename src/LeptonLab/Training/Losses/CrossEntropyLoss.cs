namespace LeptonLab.Training;

/// <summary>See <see cref="Loss.CrossEntropy"/>.</summary>
internal sealed class CrossEntropyLoss(float labelSmoothing, float[]? classWeights, int? ignoreIndex) : SoftmaxLoss(classWeights?.Length)
{
    public override Tensor Compute(Tensor outputs, int[] labels) =>
        Ops.SoftmaxCrossEntropy.Apply(outputs, labels, labelSmoothing, classWeights, ignoreIndex);

    public override double Weight(int[] labels) =>
        new Ops.ClassTargets(labels, labelSmoothing, classWeights, ignoreIndex).TotalWeight();

    public override string ToString() =>
        $"softmax cross-entropy (label smoothing {labelSmoothing}{(classWeights is null ? "" : $", class weights {string.Join(' ', classWeights)}")})";
}
