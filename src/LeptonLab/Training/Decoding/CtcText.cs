namespace LeptonLab.Training;

/// <summary>A text that a sequence may be read as.</summary>
/// <param name="Labels">Its labels, without blanks.</param>
/// <param name="LogProbability">log p(text), the natural logarithm, of all alignments that were followed.</param>
public sealed record CtcText(int[] Labels, double LogProbability);
