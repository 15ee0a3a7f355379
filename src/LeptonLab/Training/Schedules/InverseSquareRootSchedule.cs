namespace LeptonLab.Training;

/// <summary>
/// The Transformer's (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §5.3, eq. 3): a linear rise over w steps,
/// then a fall with the square root of the step:
/// <code>
/// α(t) = c · d^(−½) · min(n^(−½), n · w^(−3/2)),  n = t + 1
/// </code>
/// d is the width of the model; the paper has d = 512, w = 4000 and c = 1.
/// </summary>
public sealed class InverseSquareRootSchedule : ISchedule
{
    private readonly double _scale;
    private readonly long _warmUp;

    /// <summary>Makes the schedule.</summary>
    /// <param name="width">d, the model's width.</param>
    /// <param name="warmUp">w, the steps of the rise.</param>
    /// <param name="scale">c.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public InverseSquareRootSchedule(int width, long warmUp = 4000, double scale = 1)
    {
        if (width < 1)
            throw new ArgumentOutOfRangeException(nameof(width), $"The model's width is at least 1; it was {width}.");
        _warmUp = ScheduleMath.CheckSteps(warmUp, nameof(warmUp));
        _scale = ScheduleMath.CheckRate(scale, nameof(scale)) / Math.Sqrt(width);
    }

    /// <inheritdoc/>
    public float LearningRate(long step)
    {
        double n = ScheduleMath.CheckStep(step) + 1.0;
        return (float)(_scale * Math.Min(1 / Math.Sqrt(n), n / (_warmUp * Math.Sqrt(_warmUp))));
    }
}
