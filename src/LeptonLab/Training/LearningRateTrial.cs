namespace LeptonLab.Training;

/// <summary>Watches the loss of a search for the learning rate, and ends it when the loss explodes.</summary>
internal sealed class LearningRateTrial(int steps) : TrainingCallback
{
    internal const int FewestSteps = 10;

    // Of the loss before: 1/(1 − 0.9) = 10 steps are remembered.
    private const double Memory = 0.9;

    // The loss has exploded when it is so many times the smallest.
    private const double Explosion = 4;
    private readonly List<double> _smoothed = [];
    private double _mean;
    private double _weight;
    private double _least = double.PositiveInfinity;
    private History _history = new();

    /// <summary>What was found.</summary>
    internal LearningRateSearch Result => new([.. _history.StepLearningRates], [.. _history.StepLosses], [.. _smoothed]);

    public override void OnStart(TrainingRun run) => _history = run.History;

    // The moving average with the correction of its start as in Adam (Kingma and Ba, 2015, §3).
    public override void OnStep(TrainingRun run)
    {
        _mean = Memory * _mean + (1 - Memory) * _history.StepLosses[^1];
        _weight = Memory * _weight + (1 - Memory);
        _smoothed.Add(_mean / _weight);
        _least = Math.Min(_least, _smoothed[^1]);
        if (_smoothed.Count >= steps)
            run.Stop("every learning rate was tried");
        else if (_smoothed.Count >= FewestSteps && _smoothed[^1] > Explosion * _least)
            run.Stop("the loss explodes");
    }
}
