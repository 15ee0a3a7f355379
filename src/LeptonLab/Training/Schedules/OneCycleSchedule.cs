namespace LeptonLab.Training;

/// <summary>
/// One rise and one fall (Smith and Topin, "Super-Convergence", arXiv:1708.07120; Smith, arXiv:1803.09820), in the two
/// phases of PyTorch's OneCycleLR:
/// <code>
/// α_max / divisor → α_max                          in steps 0 … share·T − 1
/// α_max → α_max / divisor / finalDivisor           from there to step T − 1, and the same afterwards
/// </code>
/// each along half a period of the cosine, or a straight line. Only the learning rate is cycled: the momentum stays.
/// </summary>
public sealed class OneCycleSchedule : ISchedule
{
    private readonly double _most;
    private readonly double _first;
    private readonly double _last;
    private readonly long _steps;
    private readonly double _top;
    private readonly bool _linear;

    /// <summary>Makes the schedule.</summary>
    /// <param name="mostLearningRate">α_max, the rate at the top.</param>
    /// <param name="steps">T, the steps of the whole run.</param>
    /// <param name="risingShare">The share of the steps in which the rate rises, above 0 and below 1.</param>
    /// <param name="divisor">How many times smaller the first rate is than the largest.</param>
    /// <param name="finalDivisor">How many times smaller the last rate is than the first.</param>
    /// <param name="linear">Whether to rise and fall along straight lines.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public OneCycleSchedule(
        double mostLearningRate,
        long steps,
        double risingShare = 0.3,
        double divisor = 25,
        double finalDivisor = 1e4,
        bool linear = false)
    {
        _most = ScheduleMath.CheckRate(mostLearningRate, nameof(mostLearningRate));
        _steps = ScheduleMath.CheckSteps(steps, nameof(steps), least: 2);
        if (!(risingShare is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(risingShare), $"The share is above 0 and below 1; it was {risingShare}.");
        if (!(risingShare * steps > 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(risingShare), $"A share of {risingShare} of {steps} steps leaves no step to rise in: take more steps or a larger share.");
        }

        _first = _most / CheckDivisor(divisor, nameof(divisor));
        _last = _first / CheckDivisor(finalDivisor, nameof(finalDivisor));
        _top = risingShare * steps - 1;
        _linear = linear;
    }

    /// <inheritdoc/>
    public float LearningRate(long step)
    {
        double t = Math.Min(ScheduleMath.CheckStep(step), _steps - 1);
        return (float)(t <= _top ? Between(_first, _most, t / _top) : Between(_most, _last, (t - _top) / (_steps - 1 - _top)));
    }

    private double Between(double from, double to, double t) =>
        _linear ? from + (to - from) * t : ScheduleMath.Cosine(from, to, t);

    private static double CheckDivisor(double divisor, string name) => divisor >= 1 && double.IsFinite(divisor)
        ? divisor
        : throw new ArgumentOutOfRangeException(name, $"A divisor is at least 1; it was {divisor}.");
}
