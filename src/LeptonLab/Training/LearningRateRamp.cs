namespace LeptonLab.Training;

/// <summary>A learning rate that grows by the same factor in every step: α(t) = from · (to / from)^(t / (steps − 1)).</summary>
internal sealed class LearningRateRamp : ISchedule
{
    private readonly float _from;
    private readonly float _to;
    private readonly int _steps;

    internal LearningRateRamp(float from, float to, int steps)
    {
        if (!(from > 0 && to > from) || float.IsInfinity(to))
            throw new ArgumentOutOfRangeException(nameof(from), $"The learning rate grows from a positive number to a larger one; it was to go from {from} to {to}.");
        if (steps < LearningRateTrial.FewestSteps)
            throw new ArgumentOutOfRangeException(nameof(steps), $"The search takes at least {LearningRateTrial.FewestSteps} steps; it was to make {steps}.");
        (_from, _to, _steps) = (from, to, steps);
    }

    public float LearningRate(long step) =>
        (float)(_from * Math.Pow((double)_to / _from, Math.Min(1, step / (_steps - 1.0))));
}
