namespace LeptonLab.Training;

/// <summary>What a checkpoint holds besides tensors.</summary>
/// <param name="Trainer">What the trainer of a resumed run must not differ in, by name.</param>
/// <param name="Data">What its data and callbacks must not differ in, by name.</param>
/// <param name="Run">Where the run is.</param>
/// <param name="Epochs">The epochs that were completed.</param>
/// <param name="StepMetrics">The names of the measurements of steps.</param>
/// <param name="States">What the optimizer, the schedule, the average and the callbacks remember, without their tensors.</param>
/// <param name="RandomLayers">The layers of the model that draw random numbers, by path.</param>
internal sealed record CheckpointText(
    Dictionary<string, string> Trainer,
    Dictionary<string, string> Data,
    RunText Run,
    EpochText[] Epochs,
    string[] StepMetrics,
    Dictionary<string, StateText> States,
    Dictionary<string, RandomText> RandomLayers);

/// <summary>An <see cref="Nn.IRandomLayer"/>.</summary>
internal sealed record RandomText(ulong Seed, ulong Draws);

/// <summary>Where a run is.</summary>
/// <param name="Epoch">1 for the first.</param>
/// <param name="Batch">Batches done in the epoch.</param>
/// <param name="TotalSteps">Steps done in all.</param>
/// <param name="FirstLearningRate">The optimizer's learning rate when the run began.</param>
/// <param name="EpochTally">What was added up in the epoch.</param>
/// <param name="StepTally">What was added up for a step that is not made yet.</param>
/// <param name="EpochSeconds">How long the epoch has taken so far.</param>
internal sealed record RunText(
    int Epoch, int Batch, long TotalSteps, float FirstLearningRate, Tally.Saved EpochTally, Tally.Saved StepTally, double EpochSeconds);

/// <summary>A <see cref="SavedState"/> without its tensors.</summary>
internal sealed record StateText(string Kind, Dictionary<string, double> Numbers);

/// <summary>An <see cref="EpochResult"/>.</summary>
internal sealed record EpochText(
    int Epoch,
    double Loss,
    double Accuracy,
    double Seconds,
    float LearningRate,
    Dictionary<string, double> Metrics,
    EvaluationText? Validation);

/// <summary>An <see cref="Evaluation"/>; the confusions are in a tensor, a row of truth, prediction and count each.</summary>
internal sealed record EvaluationText(double Loss, double Accuracy, string[] Classes, Dictionary<string, double> Metrics);
