namespace LeptonLab.Training;

/// <summary>
/// A fall by a factor at each of some steps: α(t) = α γᵏ, k the number of milestones ≤ t. As He et al. (CVPR 2016, §4.2)
/// train: a tenth after 32 000 and again after 48 000 steps.
/// </summary>
public sealed class MultiStepSchedule : ISchedule
{
    private readonly double _rate;
    private readonly long[] _milestones;
    private readonly double _factor;

    /// <summary>Makes the schedule.</summary>
    /// <param name="learningRate">α, the rate before the first milestone.</param>
    /// <param name="milestones">The steps at which the rate falls, in ascending order.</param>
    /// <param name="factor">γ, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="ArgumentException">The milestones do not ascend.</exception>
    public MultiStepSchedule(double learningRate, IReadOnlyList<long> milestones, double factor = 0.1)
    {
        _rate = ScheduleMath.CheckRate(learningRate);
        _milestones = [.. milestones];
        _factor = ScheduleMath.CheckFactor(factor, nameof(factor));
        for (int i = 0; i < _milestones.Length; i++)
        {
            ScheduleMath.CheckSteps(_milestones[i], nameof(milestones));
            if (i > 0 && _milestones[i] <= _milestones[i - 1])
            {
                throw new ArgumentException(
                    $"Milestones ascend, but {_milestones[i]} follows {_milestones[i - 1]}.", nameof(milestones));
            }
        }
    }

    /// <inheritdoc/>
    public float LearningRate(long step)
    {
        ScheduleMath.CheckStep(step);
        return (float)(_rate * ScheduleMath.Power(_factor, _milestones.Count(milestone => milestone <= step)));
    }
}
