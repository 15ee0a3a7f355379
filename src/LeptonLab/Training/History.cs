using LeptonLab.Formatters;

namespace LeptonLab.Training;

/// <summary>What a training run measured: one entry a step, one an epoch.</summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed class History
{
    private readonly List<float> _stepLosses = [];
    private readonly List<float> _stepLearningRates = [];
    private readonly List<float> _stepGradientNorms = [];
    private readonly SortedDictionary<string, List<float>> _stepMetrics = new(StringComparer.Ordinal);
    private readonly List<EpochResult> _epochs = [];

    /// <summary>The loss of every step, in order.</summary>
    public IReadOnlyList<float> StepLosses => _stepLosses;

    /// <summary>The learning rate of every step.</summary>
    public IReadOnlyList<float> StepLearningRates => _stepLearningRates;

    /// <summary>The length of the gradient in every step, before it was clipped; empty if the trainer does not clip it.</summary>
    public IReadOnlyList<float> StepGradientNorms => _stepGradientNorms;

    /// <summary>What else was measured of every step, by name, such as <c>accuracy</c>; NaN in a step without it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<float>> StepMetrics =>
        _stepMetrics.ToDictionary(series => series.Key, series => (IReadOnlyList<float>)series.Value);

    /// <summary>The result of every epoch, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>Whether the run was cancelled, or stopped in the middle of an epoch.</summary>
    public bool WasCancelled { get; internal set; }

    /// <summary>Why a callback stopped the run; null if none did.</summary>
    public string? StopReason { get; internal set; }

    internal void Add(
        float stepLoss, float learningRate = 0, float? gradientNorm = null, IReadOnlyDictionary<string, double>? metrics = null)
    {
        int before = _stepLosses.Count;
        _stepLosses.Add(stepLoss);
        _stepLearningRates.Add(learningRate);
        if (gradientNorm is { } norm)
            _stepGradientNorms.Add(norm);
        foreach (string name in metrics?.Keys ?? [])
        {
            if (!_stepMetrics.ContainsKey(name))
                _stepMetrics[name] = [.. Enumerable.Repeat(float.NaN, before)];
        }

        foreach ((string name, List<float> series) in _stepMetrics)
            series.Add((float)(metrics?.GetValueOrDefault(name, double.NaN) ?? double.NaN));
    }

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);

    /// <summary>Adds a measurement to the last epoch, as callbacks do.</summary>
    internal EpochResult AddToLastEpoch(string name, double value)
    {
        EpochResult last = _epochs[^1];
        return _epochs[^1] = last with { Metrics = new Dictionary<string, double>(last.Metrics) { [name] = value } };
    }
}
