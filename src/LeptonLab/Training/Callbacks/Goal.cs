namespace LeptonLab.Training;

/// <summary>Which measurement of an epoch says how good a model is, and whether more or less of it is better.</summary>
public sealed class Goal
{
    private readonly string _name;
    private readonly Func<EpochResult, double?> _measure;

    private Goal(string name, bool higherIsBetter, Func<EpochResult, double?> measure) =>
        (_name, HigherIsBetter, _measure) = (name, higherIsBetter, measure);

    /// <summary>The loss on the validation data, as low as possible.</summary>
    public static Goal LowestValidationLoss { get; } = new("the validation loss", false, epoch => epoch.Validation?.Loss);

    /// <summary>The accuracy on the validation data, as high as possible.</summary>
    public static Goal HighestValidationAccuracy { get; } = new("the validation accuracy", true, epoch => epoch.Validation?.Accuracy);

    /// <summary>The loss on the training data, as low as possible.</summary>
    public static Goal LowestTrainingLoss { get; } = new("the training loss", false, epoch => epoch.Loss);

    /// <summary>Whether more is better.</summary>
    public bool HigherIsBetter { get; }

    /// <summary>What no measurement is worse than.</summary>
    internal double Worst => HigherIsBetter ? double.NegativeInfinity : double.PositiveInfinity;

    /// <summary>A measurement of the user's own on the validation data, or else the training data, as high as possible.</summary>
    /// <param name="metric">Its name, such as <c>mIoU</c>; see <see cref="Measures"/>.</param>
    public static Goal Highest(string metric) => new($"'{metric}'", true, Named(metric));

    /// <summary>A measurement of the user's own on the validation data, or else the training data, as low as possible.</summary>
    /// <param name="metric">Its name, such as <c>CER</c>; see <see cref="Measures"/>.</param>
    public static Goal Lowest(string metric) => new($"'{metric}'", false, Named(metric));

    /// <summary>The measurement of an epoch.</summary>
    /// <exception cref="LeptonException">The epoch has no such measurement.</exception>
    public double Of(EpochResult epoch)
    {
        if (_measure(epoch) is { } value)
            return value;
        string known = string.Join(", ", epoch.Metrics.Keys.Concat(epoch.Validation?.Metrics.Keys ?? []).Distinct().Select(name => $"'{name}'"));
        string advice = epoch.Validation is null ? " There are no validation data: give FitAsync some, or watch Goal.LowestTrainingLoss." : "";
        throw new LeptonException(
            $"{this} was to be watched, but nobody measures it.{advice} Besides loss and accuracy, these are measured: "
            + $"{(known.Length > 0 ? known : "none")}.");
    }

    /// <summary>Whether a measurement is better than another by more than a difference. NaN is never better.</summary>
    public bool IsBetter(double value, double than, double difference = 0) =>
        HigherIsBetter ? value > than + difference : value < than - difference;

    /// <summary>For example <c>the validation loss</c>.</summary>
    public override string ToString() => _name;

    private static Func<EpochResult, double?> Named(string metric)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(metric);
        return epoch => Find(epoch.Validation?.Metrics, metric) ?? Find(epoch.Metrics, metric);
    }

    private static double? Find(IReadOnlyDictionary<string, double>? metrics, string name) =>
        metrics is not null && metrics.TryGetValue(name, out double value) ? value : null;
}
