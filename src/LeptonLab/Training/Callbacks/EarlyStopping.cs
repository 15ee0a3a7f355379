namespace LeptonLab.Training;

/// <summary>
/// Stops a run when a measurement has not improved for some epochs, and gives the model back the weights of its best epoch
/// (Prechelt, "Early Stopping – But When?", in "Neural Networks: Tricks of the Trade", 1998).
/// </summary>
public sealed class EarlyStopping : TrainingCallback
{
    private readonly int _patience;
    private readonly double _minDelta;
    private readonly bool _restoreBest;
    private readonly Goal _goal;
    private double _best;
    private int _waited;
    private Dictionary<string, Tensor> _bestWeights = [];

    /// <summary>Makes the callback.</summary>
    /// <param name="patience">How many epochs without improvement are borne; the run ends after so many.</param>
    /// <param name="minDelta">By how much a measurement must be better than the best before, to be an improvement.</param>
    /// <param name="restoreBest">Whether the model ends with the weights of its best epoch.</param>
    /// <param name="goal">What is watched; <see cref="Goal.LowestValidationLoss"/> if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The patience is not positive, or the difference is negative.</exception>
    public EarlyStopping(int patience, double minDelta = 0, bool restoreBest = true, Goal? goal = null)
    {
        if (patience < 1)
            throw new ArgumentOutOfRangeException(nameof(patience), $"The patience is at least one epoch; it was {patience}.");
        if (!(minDelta >= 0) || double.IsInfinity(minDelta))
            throw new ArgumentOutOfRangeException(nameof(minDelta), $"The difference that counts is a number from 0 on; it was {minDelta}.");
        (_patience, _minDelta, _restoreBest, _goal) = (patience, minDelta, restoreBest, goal ?? Goal.LowestValidationLoss);
        _best = _goal.Worst;
    }

    /// <summary>The epoch with the best measurement; 0 before there is one.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>The best measurement so far.</summary>
    public double Best => _best;

    /// <inheritdoc/>
    public override void OnStart(TrainingRun run)
    {
        if (run.History.Epochs.Count == 0)
            (_best, _waited, BestEpoch, _bestWeights) = (_goal.Worst, 0, 0, []);
        else if (_waited >= _patience)
            Stop(run);
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingRun run, EpochResult epoch)
    {
        double value = _goal.Of(epoch);
        if (_goal.IsBetter(value, _best, double.IsInfinity(_best) ? 0 : _minDelta))
        {
            (_best, _waited, BestEpoch) = (value, 0, epoch.Epoch);
            if (_restoreBest)
                Remember(run);
        }
        else if (++_waited >= _patience)
        {
            Stop(run);
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingRun run)
    {
        foreach ((string name, Tensor weight) in run.Model.Weights())
        {
            if (_bestWeights.TryGetValue(name, out Tensor? best))
                best.Values.CopyTo(weight.AsSpan());
        }
    }

    /// <inheritdoc/>
    public override SavedState ExportState() => new(
        nameof(EarlyStopping),
        new Dictionary<string, double> { ["best"] = _best, ["best_epoch"] = BestEpoch, ["waited"] = _waited },
        _bestWeights.ToDictionary(weight => weight.Key, weight => weight.Value.Clone()));

    /// <inheritdoc/>
    public override void ImportState(SavedState state)
    {
        state.Expect(nameof(EarlyStopping));
        (_best, BestEpoch, _waited) = (state.Number("best"), (int)state.Number("best_epoch"), (int)state.Number("waited"));
        _bestWeights = _restoreBest ? state.Tensors.ToDictionary(weight => weight.Key, weight => weight.Value.Clone()) : [];
    }

    private void Stop(TrainingRun run) => run.Stop(
        $"{_goal} has not improved for {_waited} epochs; it was best in epoch {BestEpoch} with {_best:G4}");

    private void Remember(TrainingRun run)
    {
        using IDisposable average = run.UseAverage();
        foreach ((string name, Tensor weight) in run.Model.Weights())
        {
            if (_bestWeights.TryGetValue(name, out Tensor? kept))
                weight.Values.CopyTo(kept.AsSpan());
            else
                _bestWeights[name] = weight.Clone();
        }
    }
}
