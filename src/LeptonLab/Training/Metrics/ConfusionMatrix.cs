using LeptonLab.Formatters;

namespace LeptonLab.Training;

/// <summary>How often samples of each true class were taken for each class.</summary>
[TypeFormatterSource(typeof(NotebookFormatterSource))]
public sealed partial class ConfusionMatrix
{
    private readonly int[,] _counts;

    /// <summary>Starts with no sample counted.</summary>
    /// <param name="classes">The names of the classes.</param>
    public ConfusionMatrix(IReadOnlyList<string> classes)
    {
        Classes = classes;
        _counts = new int[classes.Count, classes.Count];
    }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>How many samples of class <paramref name="truth"/> were taken for <paramref name="predicted"/>.</summary>
    public int this[int truth, int predicted] => _counts[truth, predicted];

    /// <summary>The number of samples counted.</summary>
    public int Total { get; private set; }

    /// <summary>The share of samples on the diagonal: Σᵢ nᵢᵢ / Σᵢⱼ nᵢⱼ. NaN without samples.</summary>
    public double Accuracy
    {
        get
        {
            int right = 0;
            for (int c = 0; c < Classes.Count; c++)
                right += _counts[c, c];
            return Total == 0 ? double.NaN : (double)right / Total;
        }
    }

    /// <summary>Recall, or sensitivity, of a class: nᵢᵢ / Σⱼ nᵢⱼ. NaN if the class has no sample.</summary>
    public double Recall(int truth)
    {
        int all = 0;
        for (int c = 0; c < Classes.Count; c++)
            all += _counts[truth, c];
        return all == 0 ? double.NaN : (double)_counts[truth, truth] / all;
    }

    /// <summary>Precision of a class: nⱼⱼ / Σᵢ nᵢⱼ. NaN if the class was never predicted.</summary>
    public double Precision(int predicted)
    {
        int all = 0;
        for (int c = 0; c < Classes.Count; c++)
            all += _counts[c, predicted];
        return all == 0 ? double.NaN : (double)_counts[predicted, predicted] / all;
    }

    /// <summary>Counts one sample.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(int truth, int predicted) => Add(truth, predicted, 1);

    /// <summary>Counts samples, or the places of a segmented image.</summary>
    /// <param name="truths">The true classes.</param>
    /// <param name="predicted">What they were taken for.</param>
    /// <param name="ignoreIndex">The label of places that are not counted.</param>
    /// <exception cref="ArgumentException">There are not as many truths as predictions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public void Add(ReadOnlySpan<int> truths, ReadOnlySpan<int> predicted, int? ignoreIndex = null)
    {
        if (truths.Length != predicted.Length)
            throw new ArgumentException($"{truths.Length} truths do not fit {predicted.Length} predictions.");
        for (int n = 0; n < truths.Length; n++)
        {
            if (truths[n] != ignoreIndex)
                Add(truths[n], predicted[n]);
        }
    }

    private void Check(int label, string name)
    {
        if ((uint)label >= (uint)Classes.Count)
            throw new ArgumentOutOfRangeException(name, $"Class {label} is none of the {Classes.Count} classes 0 to {Classes.Count - 1}.");
    }

    internal void Add(int truth, int predicted, int count)
    {
        Check(truth, nameof(truth));
        Check(predicted, nameof(predicted));
        _counts[truth, predicted] = checked(_counts[truth, predicted] + count);
        Total = checked(Total + count);
    }
}
