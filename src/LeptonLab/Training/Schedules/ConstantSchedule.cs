namespace LeptonLab.Training;

/// <summary>The same rate for ever: α(t) = α.</summary>
public sealed class ConstantSchedule : ISchedule
{
    private readonly double _rate;

    /// <summary>Makes the schedule.</summary>
    /// <param name="learningRate">α.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not positive.</exception>
    public ConstantSchedule(double learningRate) => _rate = ScheduleMath.CheckRate(learningRate);

    /// <inheritdoc/>
    public float LearningRate(long step)
    {
        ScheduleMath.CheckStep(step);
        return (float)_rate;
    }
}
