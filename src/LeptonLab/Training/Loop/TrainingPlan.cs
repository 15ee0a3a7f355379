using LeptonLab.Data;

namespace LeptonLab.Training;

/// <summary>What a run is to do, beside what belongs to the trainer.</summary>
internal sealed record TrainingPlan<TBatch>(IBatchSource<TBatch> Train, int Epochs)
{
    /// <summary>Evaluates the model after an epoch; null without validation data.</summary>
    internal Func<CancellationToken, Evaluation>? Validate { get; init; }

    /// <summary>The learning rate of each step; null leaves it to the optimizer.</summary>
    internal ISchedule? Schedule { get; init; }

    /// <summary>
    /// Whether this is to try something out: it neither averages weights nor resumes anything, its schedule counts steps,
    /// and a loss that is not finite ends it without an error.
    /// </summary>
    internal bool IsTrial { get; init; }

    internal IReadOnlyList<TrainingCallback> Callbacks { get; init; } = [];

    internal CheckpointFile? Checkpoint { get; init; }

    /// <summary>What a checkpoint of this run must not differ in: sizes and seeds of the data, kinds of callbacks.</summary>
    internal IReadOnlyDictionary<string, string> Identity { get; init; } = Train.Identity;

    internal IProgress<TrainingProgress>? Progress { get; init; }

    internal CancellationToken CancellationToken { get; init; }
}
