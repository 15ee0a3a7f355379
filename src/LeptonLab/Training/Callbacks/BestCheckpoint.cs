namespace LeptonLab.Training;

/// <summary>
/// Saves the weights whenever a measurement is better than in all epochs before, as <see cref="Nn.Module.Save"/> does: the
/// file always holds the best model so far.
/// </summary>
public sealed class BestCheckpoint : TrainingCallback
{
    private readonly Goal _goal;
    private double _best;

    /// <summary>Makes the callback.</summary>
    /// <param name="path">Where to save, usually <c>*.safetensors</c>; a file that is there is replaced.</param>
    /// <param name="goal">What is watched; <see cref="Goal.LowestValidationLoss"/> if left out.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public BestCheckpoint(string path, Goal? goal = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (Path, _goal) = (path, goal ?? Goal.LowestValidationLoss);
        _best = _goal.Worst;
    }

    /// <summary>Where the weights are saved.</summary>
    public string Path { get; }

    /// <summary>The epoch with the best measurement; 0 before there is one.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The best measurement so far.</summary>
    public double Best => _best;

    /// <inheritdoc/>
    public override void OnStart(TrainingRun run)
    {
        if (run.History.Epochs.Count == 0)
            (_best, BestEpoch) = (_goal.Worst, 0);
    }

    /// <inheritdoc/>
    /// <exception cref="LeptonException">The file cannot be written.</exception>
    public override void OnEpoch(TrainingRun run, EpochResult epoch)
    {
        double value = _goal.Of(epoch);
        if (!_goal.IsBetter(value, _best))
            return;
        (_best, BestEpoch) = (value, epoch.Epoch);
        using IDisposable average = run.UseAverage();
        run.Model.Save(Path);
    }

    /// <inheritdoc/>
    public override SavedState ExportState() => new(
        nameof(BestCheckpoint),
        new Dictionary<string, double> { ["best"] = _best, ["best_epoch"] = BestEpoch },
        new Dictionary<string, Tensor>());

    /// <inheritdoc/>
    public override void ImportState(SavedState state)
    {
        state.Expect(nameof(BestCheckpoint));
        (_best, BestEpoch) = (state.Number("best"), (int)state.Number("best_epoch"));
    }
}
