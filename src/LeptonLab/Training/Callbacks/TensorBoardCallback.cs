using LeptonLab.IO;

namespace LeptonLab.Training;

/// <summary>
/// Logs a run for TensorBoard, live: <c>callbacks: [new TensorBoardCallback("runs/first")]</c>, and
/// <c>tensorboard --logdir runs</c>. Steps: loss, learning rate, length of the gradient, measurements. Epochs: the same for
/// training and validation, and histograms of the weights.
/// </summary>
public sealed class TensorBoardCallback : TrainingCallback, IDisposable
{
    private readonly string _folder;
    private readonly int _everySteps;
    private readonly bool _histograms;
    private TensorBoardWriter? _writer;

    /// <summary>Makes the callback.</summary>
    /// <param name="folder">Where to; one folder for each run. A resumed run goes on in a further file.</param>
    /// <param name="everySteps">Of how many steps one is logged.</param>
    /// <param name="histograms">Whether to log how the weights are spread, after each epoch.</param>
    /// <exception cref="ArgumentException">The folder's name is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number of steps is not positive.</exception>
    public TensorBoardCallback(string folder, int everySteps = 1, bool histograms = true)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(everySteps, 1);
        (_folder, _everySteps, _histograms) = (folder, everySteps, histograms);
    }

    /// <inheritdoc/>
    /// <exception cref="LeptonException">Nothing can be written there.</exception>
    public override void OnStart(TrainingRun run)
    {
        Dispose();
        _writer = new TensorBoardWriter(_folder);
    }

    /// <inheritdoc/>
    public override void OnStep(TrainingRun run)
    {
        if (run.TotalSteps % _everySteps != 0)
            return;
        History history = run.History;
        Add("loss/step", history.StepLosses[^1]);
        Add("learning_rate", history.StepLearningRates[^1]);
        if (history.StepGradientNorms.Count > 0)
            Add("gradient_norm", history.StepGradientNorms[^1]);
        foreach ((string name, IReadOnlyList<float> series) in history.StepMetrics)
            Add($"{name}/step", series[^1]);

        void Add(string tag, float value) => _writer!.AddScalar(tag, value, run.TotalSteps);
    }

    /// <inheritdoc/>
    public override void OnEpoch(TrainingRun run, EpochResult epoch)
    {
        Add("loss/training", epoch.Loss);
        foreach ((string name, double value) in epoch.Metrics)
            Add($"{name}/training", value);
        if (epoch.Validation is { } validation)
        {
            Add("loss/validation", validation.Loss);
            foreach ((string name, double value) in validation.Metrics)
                Add($"{name}/validation", value);
        }

        if (_histograms)
        {
            foreach ((string name, Tensor weight) in run.Model.NamedParameters())
                _writer!.AddHistogram(name, weight, run.TotalSteps);
        }

        void Add(string tag, double value) => _writer!.AddScalar(tag, (float)value, run.TotalSteps);
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingRun run) => Dispose();

    /// <summary>Closes the file; the end of a run does so, too.</summary>
    public void Dispose()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
