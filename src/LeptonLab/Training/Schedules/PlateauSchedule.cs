namespace LeptonLab.Training;

/// <summary>
/// A fall by a factor whenever a measurement has not improved for a while, as PyTorch's ReduceLROnPlateau. The trainer
/// tells it the validation loss after each epoch; in a loop of your own call <see cref="Observe"/>.
/// </summary>
/// <remarks>
/// A measurement improves on the best so far, b, if it is below b − threshold·|b|; if higher is better, above
/// b + threshold·|b|. NaN is no improvement. After <c>patience</c> measurements without improvement the next one that does
/// not improve either makes the rate fall; then <c>cooldown</c> measurements are not counted.
/// </remarks>
public sealed class PlateauSchedule : ISchedule
{
    private readonly double _first;
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _threshold;
    private readonly int _cooldown;
    private readonly double _least;
    private readonly bool _higherIsBetter;
    private double _rate;
    private double _best;
    private int _bad;
    private int _cooling;

    /// <summary>Makes the schedule.</summary>
    /// <param name="learningRate">The rate to start with.</param>
    /// <param name="factor">What the rate is multiplied with, above 0 and below 1.</param>
    /// <param name="patience">How many measurements without improvement are borne.</param>
    /// <param name="threshold">How much better a measurement must be to count, relative to the best.</param>
    /// <param name="cooldown">How many measurements after a fall are not counted.</param>
    /// <param name="leastLearningRate">The rate does not fall below it.</param>
    /// <param name="higherIsBetter">For an accuracy; a loss is better when it is lower.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public PlateauSchedule(
        double learningRate,
        double factor = 0.1,
        int patience = 10,
        double threshold = 1e-4,
        int cooldown = 0,
        double leastLearningRate = 0,
        bool higherIsBetter = false)
    {
        _rate = _first = ScheduleMath.CheckRate(learningRate);
        if (!(factor is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(factor), $"The factor is above 0 and below 1; it was {factor}.");
        if (!(threshold is >= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), $"The threshold is a share from 0 to 1; it was {threshold}.");
        _factor = factor;
        _patience = (int)ScheduleMath.CheckSteps(patience, nameof(patience), least: 0);
        _threshold = threshold;
        _cooldown = (int)ScheduleMath.CheckSteps(cooldown, nameof(cooldown), least: 0);
        _least = ScheduleMath.CheckLast(leastLearningRate, learningRate, nameof(leastLearningRate));
        _higherIsBetter = higherIsBetter;
        _best = higherIsBetter ? double.NegativeInfinity : double.PositiveInfinity;
    }

    /// <summary>The rate as it is now; the step does not matter.</summary>
    public float LearningRate(long step)
    {
        ScheduleMath.CheckStep(step);
        return (float)_rate;
    }

    /// <inheritdoc/>
    public void Observe(double metric)
    {
        double enough = double.IsInfinity(_best) ? 0 : _threshold * Math.Abs(_best);
        if (_higherIsBetter ? metric > _best + enough : metric < _best - enough)
            (_best, _bad) = (metric, 0);
        else
            _bad++;
        if (_cooling > 0)
            (_cooling, _bad) = (_cooling - 1, 0);
        if (_bad > _patience)
        {
            _rate = Math.Max(_rate * _factor, _least);
            (_cooling, _bad) = (_cooldown, 0);
        }
    }

    /// <inheritdoc/>
    public SavedState ExportState() => new(
        nameof(PlateauSchedule),
        new Dictionary<string, double>(Settings) { ["rate"] = _rate, ["best"] = _best, ["bad"] = _bad, ["cooling"] = _cooling },
        new Dictionary<string, Tensor>());

    /// <inheritdoc/>
    public void ImportState(SavedState state)
    {
        state.Expect(nameof(PlateauSchedule));
        state.ExpectNumbers(Settings);
        double rate = state.Number("rate"), best = state.Number("best"), bad = state.Number("bad"), cooling = state.Number("cooling");
        if (!(rate > 0 && rate <= _first && bad >= 0 && bad <= _patience && cooling >= 0 && cooling <= _cooldown))
        {
            throw new LeptonException(
                $"The saved state of {state.Kind} cannot be: rate {rate}, {bad} measurements without improvement, {cooling} of the cooldown.");
        }

        (_rate, _best, _bad, _cooling) = (rate, best, (int)bad, (int)cooling);
    }

    private Dictionary<string, double> Settings => new()
    {
        ["LearningRate"] = _first,
        ["Factor"] = _factor,
        ["Patience"] = _patience,
        ["Threshold"] = _threshold,
        ["Cooldown"] = _cooldown,
        ["LeastLearningRate"] = _least,
        ["HigherIsBetter"] = _higherIsBetter ? 1 : 0,
    };
}
