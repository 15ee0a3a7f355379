namespace LeptonLab.Training;

/// <summary>A fall by a factor every so many steps: α(t) = α γ^⌊t / s⌋.</summary>
public sealed class StepSchedule : ISchedule
{
    private readonly double _rate;
    private readonly long _every;
    private readonly double _factor;

    /// <summary>Makes the schedule.</summary>
    /// <param name="learningRate">α, the rate of the first steps.</param>
    /// <param name="every">s: for epochs, their number times the batches in one.</param>
    /// <param name="factor">γ, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public StepSchedule(double learningRate, long every, double factor = 0.1)
    {
        _rate = ScheduleMath.CheckRate(learningRate);
        _every = ScheduleMath.CheckSteps(every, nameof(every));
        _factor = ScheduleMath.CheckFactor(factor, nameof(factor));
    }

    /// <inheritdoc/>
    public float LearningRate(long step) =>
        (float)(_rate * ScheduleMath.Power(_factor, ScheduleMath.CheckStep(step) / _every));
}
