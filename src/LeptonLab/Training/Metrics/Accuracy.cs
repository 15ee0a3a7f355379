namespace LeptonLab.Training;

/// <summary>
/// The share of samples whose true class is among the k that the model finds most likely; k = 1 is plain accuracy. Batch by
/// batch. Among equal scores the first classes count as more likely, as in <see cref="Loss.Predict"/>.
/// </summary>
public sealed class Accuracy
{
    private readonly int _top;

    /// <summary>Starts with no sample counted.</summary>
    /// <param name="top">k.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1.</exception>
    public Accuracy(int top = 1)
    {
        if (top < 1)
            throw new ArgumentOutOfRangeException(nameof(top), $"The true class is looked for among at least 1 class; it was {top}.");
        _top = top;
    }

    /// <summary>The number of samples counted.</summary>
    public long Total { get; private set; }

    /// <summary>The number of samples whose true class was among the k.</summary>
    public long Right { get; private set; }

    /// <summary>The share, 0 to 1. NaN without samples.</summary>
    public double Value => Total == 0 ? double.NaN : (double)Right / Total;

    /// <summary>Counts a batch.</summary>
    /// <param name="scores">[batch, …, classes]: logits or probabilities. A true class whose score is NaN counts as missed.</param>
    /// <param name="labels">The true class of each sample or place.</param>
    /// <param name="ignoreIndex">The label of places that are not counted.</param>
    /// <exception cref="ArgumentException">The labels do not fit, or there are fewer than k classes.</exception>
    public void Add(Tensor scores, int[] labels, int? ignoreIndex = null)
    {
        Ops.ClassLabels.Check(nameof(Accuracy), scores.Shape, labels, ignoreIndex);
        int classes = scores.Shape[^1];
        if (_top > classes)
            throw new ArgumentException($"Accuracy among the {_top} most likely classes: {scores.Shape} has only {classes}.");
        for (int n = 0; n < labels.Length; n++)
        {
            if (labels[n] == ignoreIndex)
                continue;
            Total++;
            if (Rank(scores.Values.Slice(n * classes, classes), labels[n]) < _top)
                Right++;
        }
    }

    // How many classes come before the label.
    private static int Rank(ReadOnlySpan<float> scores, int label)
    {
        int before = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            if (float.IsNaN(scores[label]) || scores[c] > scores[label] || (scores[c] == scores[label] && c < label))
                before++;
        }

        return before;
    }
}
