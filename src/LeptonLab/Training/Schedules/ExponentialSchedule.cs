namespace LeptonLab.Training;

/// <summary>A fall by the same factor at every step: α(t) = α γᵗ.</summary>
public sealed class ExponentialSchedule : ISchedule
{
    private readonly double _rate;
    private readonly double _factor;

    /// <summary>Makes the schedule.</summary>
    /// <param name="learningRate">α, the rate of the first step.</param>
    /// <param name="factor">γ, above 0 and at most 1, such as 0.9999.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public ExponentialSchedule(double learningRate, double factor)
    {
        _rate = ScheduleMath.CheckRate(learningRate);
        _factor = ScheduleMath.CheckFactor(factor, nameof(factor));
    }

    /// <inheritdoc/>
    public float LearningRate(long step) => (float)(_rate * ScheduleMath.Power(_factor, ScheduleMath.CheckStep(step)));
}
