using LeptonLab.Formatters;

namespace LeptonLab.Training;

/// <summary>How well a model does on a dataset.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share of samples classified rightly, 0 to 1; NaN where nobody measures it.</param>
/// <param name="Confusion">Which class was taken for which; without classes if the model is no classifier.</param>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed record Evaluation(double Loss, double Accuracy, ConfusionMatrix Confusion)
{
    /// <summary>What else was measured, by name, such as <c>mIoU</c>.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();
}
