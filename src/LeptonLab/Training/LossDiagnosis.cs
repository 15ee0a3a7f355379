namespace LeptonLab.Training;

/// <summary>Finds the likely cause of a loss or a gradient that is not a number.</summary>
internal static class LossDiagnosis
{
    // A tenth of a senseless rate is senseless too.
    private const float LargestSensibleRate = 0.01f;

    /// <summary>What to tell the user.</summary>
    /// <param name="what">What is not a number: <c>loss</c> or <c>gradient</c>.</param>
    /// <param name="value">NaN or an infinity.</param>
    /// <param name="run">Where the run is.</param>
    /// <param name="inputs">The model's inputs, if they are known.</param>
    /// <param name="parameters">The model's parameters.</param>
    internal static LeptonException Explain(
        string what, float value, TrainingRun run, Tensor? inputs, IReadOnlyList<Tensor> parameters)
    {
        string stopped = $"Training stopped in epoch {run.Epoch} at step {run.Step + 1}: "
            + $"the {what} is {(float.IsNaN(value) ? "NaN, not a number" : "infinite")}.";
        int bad = inputs is null ? 0 : BadNumbers(inputs);
        if (bad > 0)
        {
            return new($"{stopped} The cause is in the data: {bad:N0} of the batch's {inputs!.Count:N0} input numbers are NaN "
                + "or infinite. Look at the samples and at how they are normalized (a standard deviation of 0?).");
        }

        Tensor? broken = parameters.FirstOrDefault(parameter => BadNumbers(parameter) > 0);
        string fine = inputs is null ? "" : "The inputs are fine, but ";
        string where = broken is null
            ? "The weights are finite but their products overflow"
            : $"{fine}{broken.Name ?? "a weight"} {broken.Shape} has values that are NaN or infinite";
        float rate = run.Optimizer.LearningRate;
        return new($"{stopped} {where}: the training diverged. The likely cause is the learning rate, {rate:G3}: "
            + $"try {Math.Min(rate / 10, LargestSensibleRate):G3}. Inputs far from the range −3 to 3 have the same effect: normalize them.");
    }

    private static int BadNumbers(Tensor tensor)
    {
        int bad = 0;
        foreach (float value in tensor.Values)
            bad += float.IsFinite(value) ? 0 : 1;
        return bad;
    }
}
