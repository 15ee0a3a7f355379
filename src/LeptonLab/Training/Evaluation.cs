namespace LeptonLab.Training;

/// <summary>How well a model does on a dataset.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share of samples classified rightly, 0 to 1.</param>
/// <param name="Confusion">Which class was taken for which.</param>
public sealed record Evaluation(double Loss, double Accuracy, ConfusionMatrix Confusion);
