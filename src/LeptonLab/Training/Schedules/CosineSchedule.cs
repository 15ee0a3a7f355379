namespace LeptonLab.Training;

/// <summary>
/// Half a period of the cosine from the first rate to the last (Loshchilov and Hutter, "SGDR", ICLR 2017, eq. 5, without
/// restarts): α(t) = α_last + ½ (α − α_last) (1 + cos(π t / T)) for t ≤ T, and α_last afterwards.
/// </summary>
public sealed class CosineSchedule : ISchedule
{
    private readonly double _first;
    private readonly double _last;
    private readonly long _steps;

    /// <summary>Makes the schedule.</summary>
    /// <param name="learningRate">α, the rate of the first step.</param>
    /// <param name="steps">T.</param>
    /// <param name="lastLearningRate">α_last, from 0 to α.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public CosineSchedule(double learningRate, long steps, double lastLearningRate = 0)
    {
        _first = ScheduleMath.CheckRate(learningRate);
        _last = ScheduleMath.CheckLast(lastLearningRate, learningRate, nameof(lastLearningRate));
        _steps = ScheduleMath.CheckSteps(steps, nameof(steps));
    }

    /// <inheritdoc/>
    public float LearningRate(long step) =>
        (float)ScheduleMath.Cosine(_first, _last, (double)Math.Min(ScheduleMath.CheckStep(step), _steps) / _steps);
}
