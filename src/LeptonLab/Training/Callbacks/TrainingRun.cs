using LeptonLab.Nn;

namespace LeptonLab.Training;

/// <summary>A training run, as its callbacks see it.</summary>
public sealed class TrainingRun
{
    private readonly Func<IDisposable> _useAverage;

    internal TrainingRun(Module model, Optimizer optimizer, Func<IDisposable> useAverage)
    {
        (Model, Optimizer, _useAverage) = (model, optimizer, useAverage);
        FirstLearningRate = optimizer.LearningRate;
    }

    /// <summary>What is trained.</summary>
    public Module Model { get; }

    /// <summary>What changes the weights. Its learning rate may be set, unless the trainer has a schedule.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>Everything measured so far.</summary>
    public History History { get; internal set; } = new();

    /// <summary>The epoch, 1 for the first.</summary>
    public int Epoch { get; internal set; } = 1;

    /// <summary>How many epochs there will be.</summary>
    public int Epochs { get; internal init; }

    /// <summary>Steps done in this epoch.</summary>
    public int Step => (int)(TotalSteps - (long)(Epoch - 1) * StepsPerEpoch);

    /// <summary>Steps in an epoch.</summary>
    public int StepsPerEpoch => (BatchesPerEpoch - 1) / BatchesPerStep + 1;

    /// <summary>Steps done in the whole run.</summary>
    public long TotalSteps { get; internal set; }

    /// <summary>Whether somebody asked for a stop.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Whether there are validation data.</summary>
    public bool HasValidation { get; internal init; }

    /// <summary>The optimizer's learning rate when the run began.</summary>
    internal float FirstLearningRate { get; set; }

    internal int BatchesPerEpoch { get; init; }

    internal int BatchesPerStep { get; init; }

    /// <summary>Batches done in this epoch.</summary>
    internal int Batch { get; set; }

    internal bool EpochIsRead => Batch == BatchesPerEpoch;

    /// <summary>The loss and the measurements of this epoch so far.</summary>
    internal Tally EpochTally { get; set; } = new();

    /// <summary>The same for the batches of a step that is not made yet.</summary>
    internal Tally StepTally { get; set; } = new();

    internal TimeSpan EpochDuration { get; set; }

    /// <summary>Ends the run after this step or epoch.</summary>
    /// <param name="reason">Why, for the history.</param>
    public void Stop(string reason)
    {
        IsStopping = true;
        History.StopReason ??= reason;
    }

    /// <summary>Adds a measurement to the epoch that was just completed, for curves and for the callbacks after this one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="InvalidOperationException">No epoch was completed yet.</exception>
    public void Report(string name, double value)
    {
        if (History.Epochs.Count == 0)
            throw new InvalidOperationException($"'{name}' was reported before an epoch was completed: report it in OnEpoch.");
        History.AddToLastEpoch(name, value);
    }

    /// <summary>
    /// Puts the averaged weights, which the validation uses, into the model until the result is disposed. Does nothing if
    /// the trainer does not average.
    /// </summary>
    public IDisposable UseAverage() => _useAverage();

    internal RunText Export() => new(
        Epoch, Batch, TotalSteps, FirstLearningRate, EpochTally.Export(), StepTally.Export(), EpochDuration.TotalSeconds);

    /// <exception cref="LeptonException">The place is not one of this run.</exception>
    internal void Import(RunText text)
    {
        bool possible = text.Epoch >= 1 && text.Batch >= 0 && text.Batch <= BatchesPerEpoch && text.EpochSeconds >= 0;
        (Epoch, Batch, TotalSteps) = (text.Epoch, text.Batch, text.TotalSteps);
        if (!possible || Step != (EpochIsRead ? StepsPerEpoch : Batch / BatchesPerStep))
        {
            throw new LeptonException(
                $"The checkpoint is damaged: it says epoch {text.Epoch}, batch {text.Batch} of {BatchesPerEpoch} and step {text.TotalSteps}.");
        }

        FirstLearningRate = text.FirstLearningRate;
        (EpochTally, StepTally) = (Tally.Import(text.EpochTally), Tally.Import(text.StepTally));
        EpochDuration = TimeSpan.FromSeconds(text.EpochSeconds);
    }
}
