namespace LeptonLab.Training;

/// <summary>Puts a <see cref="History"/> into a checkpoint and takes it out again.</summary>
internal static class HistoryRecord
{
    private const string Losses = "history/loss", Rates = "history/learning_rate", Norms = "history/gradient_norm";

    internal static EpochText[] Export(History history, Dictionary<string, Tensor> tensors)
    {
        tensors[Losses] = Row(history.StepLosses);
        tensors[Rates] = Row(history.StepLearningRates);
        tensors[Norms] = Row(history.StepGradientNorms);
        foreach ((string name, IReadOnlyList<float> series) in history.StepMetrics)
            tensors[Metric(name)] = Row(series);
        foreach (EpochResult epoch in history.Epochs)
        {
            if (epoch.Validation is { Confusion.Classes.Count: > 0 } evaluation)
                tensors[Confusion(epoch.Epoch)] = Rows(evaluation.Confusion);
        }

        return [.. history.Epochs.Select(epoch => new EpochText(
            epoch.Epoch, epoch.Loss, epoch.Accuracy, epoch.Duration.TotalSeconds, epoch.LearningRate, new(epoch.Metrics),
            epoch.Validation is { } evaluation
                ? new EvaluationText(evaluation.Loss, evaluation.Accuracy, [.. evaluation.Confusion.Classes], new(evaluation.Metrics))
                : null))];
    }

    /// <exception cref="LeptonException">The parts do not fit together.</exception>
    internal static History Import(Checkpoint checkpoint) =>
        Import(checkpoint.Tensors, checkpoint.Text.Epochs, checkpoint.Text.StepMetrics);

    /// <exception cref="LeptonException">The parts do not fit together.</exception>
    internal static History Import(IReadOnlyDictionary<string, Tensor> tensors, EpochText[] epochs, string[] stepMetrics)
    {
        var history = new History();
        float[] losses = Series(Losses), rates = Series(Rates), norms = Series(Norms);
        var metrics = stepMetrics.ToDictionary(name => name, name => Series(Metric(name)));
        if (rates.Length != losses.Length || (norms.Length != 0 && norms.Length != losses.Length)
            || metrics.Values.Any(series => series.Length != losses.Length))
        {
            throw new LeptonException("The checkpoint's history is damaged: it has not as many numbers of one kind as of another.");
        }

        for (int step = 0; step < losses.Length; step++)
        {
            history.Add(losses[step], rates[step], norms.Length > 0 ? norms[step] : null,
                metrics.ToDictionary(metric => metric.Key, metric => (double)metric.Value[step]));
        }

        foreach (EpochText epoch in epochs)
        {
            Evaluation? evaluation = epoch.Validation is { } saved
                ? new Evaluation(saved.Loss, saved.Accuracy, Counts(tensors, epoch.Epoch, saved.Classes)) { Metrics = saved.Metrics }
                : null;
            history.Add(new EpochResult(epoch.Epoch, epoch.Loss, epoch.Accuracy, evaluation, TimeSpan.FromSeconds(epoch.Seconds))
            {
                LearningRate = epoch.LearningRate,
                Metrics = epoch.Metrics,
            });
        }

        return history;

        float[] Series(string name) => Find(tensors, name).ToArray();
    }

    // Most cells of a large matrix are empty. A count is exact as a float up to 2²⁴.
    private static Tensor Rows(ConfusionMatrix confusion)
    {
        var rows = new List<float>();
        for (int truth = 0; truth < confusion.Classes.Count; truth++)
        {
            for (int predicted = 0; predicted < confusion.Classes.Count; predicted++)
            {
                if (confusion[truth, predicted] is > 0 and int count)
                    rows.AddRange(truth, predicted, count);
            }
        }

        return Tensor.From([.. rows], [rows.Count / 3, 3]);
    }

    private static ConfusionMatrix Counts(IReadOnlyDictionary<string, Tensor> tensors, int epoch, string[] classes)
    {
        var confusion = new ConfusionMatrix(classes);
        if (classes.Length == 0)
            return confusion;
        ReadOnlySpan<float> rows = Find(tensors, Confusion(epoch)).Values;
        for (int i = 0; i + 2 < rows.Length; i += 3)
        {
            if (!(rows[i] >= 0 && rows[i] < classes.Length && rows[i + 1] >= 0 && rows[i + 1] < classes.Length && rows[i + 2] >= 0))
                throw new LeptonException($"The checkpoint's history is damaged: the confusions of epoch {epoch} are of classes that there are not.");
            confusion.Add((int)rows[i], (int)rows[i + 1], (int)rows[i + 2]);
        }

        return confusion;
    }

    private static Tensor Find(IReadOnlyDictionary<string, Tensor> tensors, string name) => tensors.TryGetValue(name, out Tensor? tensor)
        ? tensor
        : throw new LeptonException($"The checkpoint has no '{name}': it is damaged.");

    private static Tensor Row(IReadOnlyList<float> values) => Tensor.From([.. values], [values.Count]);

    private static string Metric(string name) => $"history/metric/{name}";

    private static string Confusion(int epoch) => $"history/confusion/{epoch}";
}
