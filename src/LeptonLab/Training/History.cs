namespace LeptonLab.Training;

/// <summary>What a training run measured: one entry a step, one an epoch.</summary>
public sealed class History
{
    private readonly List<float> _stepLosses = [];
    private readonly List<EpochResult> _epochs = [];

    /// <summary>The loss of every step, in order.</summary>
    public IReadOnlyList<float> StepLosses => _stepLosses;

    /// <summary>The result of every epoch, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>Whether the run was stopped before its last epoch.</summary>
    public bool WasCancelled { get; internal set; }

    internal void Add(float stepLoss) => _stepLosses.Add(stepLoss);

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);
}

/// <summary>One epoch of a training run.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Loss">The mean loss over the training samples, as they were seen.</param>
/// <param name="Accuracy">The share of training samples that were classified rightly as they were seen, 0 to 1.</param>
/// <param name="Validation">The result on the validation set after the epoch, if there is one.</param>
/// <param name="Duration">How long the epoch took, validation included.</param>
public sealed record EpochResult(int Epoch, double Loss, double Accuracy, Evaluation? Validation, TimeSpan Duration);
