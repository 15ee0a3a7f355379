namespace LeptonLab.Training;

/// <summary>
/// Warm restarts (Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017, eq. 5): the
/// fall of <see cref="CosineSchedule"/> over T₀ steps, then again over T₀ m, then over T₀ m² …
/// </summary>
public sealed class CosineRestartsSchedule : ISchedule
{
    private readonly double _first;
    private readonly double _last;
    private readonly long _firstPeriod;
    private readonly int _multiplier;

    /// <summary>Makes the schedule.</summary>
    /// <param name="learningRate">The rate at each start.</param>
    /// <param name="firstPeriod">T₀, in steps.</param>
    /// <param name="multiplier">m: each period is that many times as long as the one before.</param>
    /// <param name="lastLearningRate">What the rate falls to, from 0 to the rate at the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public CosineRestartsSchedule(double learningRate, long firstPeriod, int multiplier = 1, double lastLearningRate = 0)
    {
        _first = ScheduleMath.CheckRate(learningRate);
        _last = ScheduleMath.CheckLast(lastLearningRate, learningRate, nameof(lastLearningRate));
        _firstPeriod = ScheduleMath.CheckSteps(firstPeriod, nameof(firstPeriod));
        if (multiplier < 1)
            throw new ArgumentOutOfRangeException(nameof(multiplier), $"Periods are multiplied by at least 1; it was {multiplier}.");
        _multiplier = multiplier;
    }

    /// <inheritdoc/>
    public float LearningRate(long step)
    {
        long period = _firstPeriod, since = ScheduleMath.CheckStep(step);
        if (_multiplier == 1)
            since %= period;
        while (since >= period)
        {
            since -= period;
            period = period > long.MaxValue / _multiplier ? long.MaxValue : period * _multiplier;
        }

        return (float)ScheduleMath.Cosine(_first, _last, (double)since / period);
    }
}
