using LeptonLab.Data;

namespace LeptonLab.Training;

/// <summary>Finds the likely cause of a loss that is not a number.</summary>
internal static class LossDiagnosis
{
    // A tenth of a senseless rate is senseless too.
    private const float LargestSensibleRate = 0.01f;

    internal static string Explain(
        float loss, int epoch, int step, Batch batch, IReadOnlyList<Tensor> parameters, Optimizer optimizer)
    {
        string what = $"Training stopped in epoch {epoch} at step {step}: the loss is {(float.IsNaN(loss) ? "NaN, not a number" : "infinite")}.";
        int bad = batch.Images.AsSpan().ToArray().Count(value => !float.IsFinite(value));
        if (bad > 0)
        {
            return $"{what} The cause is in the data: {bad:N0} of the batch's {batch.Images.Count:N0} input numbers are NaN "
                + "or infinite. Look at the samples and at how they are normalized (a standard deviation of 0?).";
        }

        Tensor? broken = parameters.FirstOrDefault(p => p.AsSpan().ToArray().Any(value => !float.IsFinite(value)));
        string where = broken is null
            ? "The weights are finite but their products overflow"
            : $"The inputs are fine, but {broken.Name ?? "a weight"} {broken.Shape} has values that are NaN or infinite";
        return $"{what} {where}: the training diverged. The likely cause is the learning rate, {optimizer.LearningRate:G3}: "
            + $"try {Math.Min(optimizer.LearningRate / 10, LargestSensibleRate):G3}. Inputs far from the range −3 to 3 have the same effect: normalize them.";
    }
}
