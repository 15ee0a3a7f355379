namespace LeptonLab.Training;

/// <summary>One epoch of a training run.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Loss">The mean loss over the training samples, as they were seen.</param>
/// <param name="Accuracy">
/// The share of training samples that were classified rightly as they were seen, 0 to 1; NaN where nobody measures it.
/// </param>
/// <param name="Validation">The result on the validation set after the epoch, if there is one.</param>
/// <param name="Duration">How long the epoch took, validation included.</param>
public sealed record EpochResult(int Epoch, double Loss, double Accuracy, Evaluation? Validation, TimeSpan Duration)
{
    /// <summary>The learning rate of the last step.</summary>
    public float LearningRate { get; init; }

    /// <summary>What else was measured of the training samples, as they were seen, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
