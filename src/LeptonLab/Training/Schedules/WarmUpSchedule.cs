namespace LeptonLab.Training;

/// <summary>
/// A linear rise before another schedule (Goyal et al., "Accurate, Large Minibatch SGD", arXiv:1706.02677, §2.2):
/// <code>
/// α(t) = α₀ (f + (1 − f) t / w)   for t &lt; w,  α₀ the first rate of the schedule that follows
/// α(t) = α_following(t − w)       from then on
/// </code>
/// For example <c>new WarmUpSchedule(500, new CosineSchedule(1e-3, 10_000))</c>.
/// </summary>
public sealed class WarmUpSchedule : ISchedule
{
    private readonly long _steps;
    private readonly ISchedule _following;
    private readonly double _startFactor;

    /// <summary>Makes the schedule.</summary>
    /// <param name="steps">w, the steps of the rise.</param>
    /// <param name="following">What comes after; its step 0 is step w.</param>
    /// <param name="startFactor">f, the share of α₀ to start with, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public WarmUpSchedule(long steps, ISchedule following, double startFactor = 0.01)
    {
        ArgumentNullException.ThrowIfNull(following);
        _steps = ScheduleMath.CheckSteps(steps, nameof(steps));
        _following = following;
        if (!(startFactor is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(startFactor), $"The share to start with is from 0 to 1; it was {startFactor}.");
        _startFactor = startFactor;
    }

    /// <inheritdoc/>
    public float LearningRate(long step)
    {
        if (ScheduleMath.CheckStep(step) >= _steps)
            return _following.LearningRate(step - _steps);
        return (float)(_following.LearningRate(0) * (_startFactor + (1 - _startFactor) * step / _steps));
    }

    /// <inheritdoc/>
    public void Observe(double metric) => _following.Observe(metric);

    /// <inheritdoc/>
    public SavedState ExportState()
    {
        SavedState following = _following.ExportState();
        return following with { Kind = $"{nameof(WarmUpSchedule)} of {following.Kind}" };
    }

    /// <inheritdoc/>
    public void ImportState(SavedState state)
    {
        string kind = _following.ExportState().Kind;
        state.Expect($"{nameof(WarmUpSchedule)} of {kind}");
        _following.ImportState(state with { Kind = kind });
    }
}
