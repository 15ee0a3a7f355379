namespace LeptonLab.Training;

/// <summary>
/// Scores of two classes, yes and no, batch by batch: how well they put the one above the other. A sample is taken for a yes
/// where its score is at least a threshold, and every threshold is a point of the curves. A score is any number that is larger
/// the surer the model is, such as a logit or a probability.
/// </summary>
public sealed class BinaryScores
{
    private readonly List<(float Score, bool IsPositive)> _samples = [];
    private List<Threshold>? _thresholds;

    /// <summary>The number of samples that are a yes.</summary>
    public int Positives { get; private set; }

    /// <summary>The number of samples that are a no.</summary>
    public int Negatives => _samples.Count - Positives;

    /// <summary>
    /// The area under the ROC curve: the probability that a random yes has a larger score than a random no, where equal scores
    /// count half (Mann and Whitney, Ann. Math. Statist. 18(1), 1947; Hanley and McNeil, Radiology 143(1), 1982). NaN if
    /// there is no yes or no no.
    /// </summary>
    public double RocAuc
    {
        get
        {
            long twice = 0, negativesAbove = 0;
            foreach (Threshold threshold in Thresholds())
            {
                // Each yes at this score is above all noes below, and level with those at the same score.
                long below = Negatives - negativesAbove - threshold.Negatives;
                twice += threshold.Positives * (2 * below + threshold.Negatives);
                negativesAbove += threshold.Negatives;
            }

            return twice / (2.0 * Positives * Negatives);
        }
    }

    /// <summary>
    /// Average precision: Σₙ (Rₙ − Rₙ₋₁) Pₙ over the thresholds from the highest on, P the precision and R the recall; without
    /// interpolation, as in scikit-learn (Zhu, "Recall, Precision and Average Precision", University of Waterloo, 2004). NaN if
    /// there is no yes.
    /// </summary>
    public double AveragePrecision
    {
        get
        {
            double sum = 0, right = 0, taken = 0;
            foreach (Threshold threshold in Thresholds())
            {
                right += threshold.Positives;
                taken += threshold.Positives + threshold.Negatives;
                sum += threshold.Positives * (right / taken);
            }

            return sum / Positives;
        }
    }

    /// <summary>
    /// The mean squared error of probabilities, (1/N) Σ (p − y)² with y = 1 for yes. NaN without samples. For more classes see
    /// <see cref="BrierScore"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">A score is not a probability.</exception>
    public double Brier
    {
        get
        {
            double sum = 0;
            foreach ((float score, bool isPositive) in _samples)
            {
                if (score is < 0 or > 1)
                    throw new InvalidOperationException($"The Brier score is for probabilities from 0 to 1; a score is {score}. Apply sigmoid first.");
                double miss = score - (isPositive ? 1 : 0);
                sum += miss * miss;
            }

            return sum / _samples.Count;
        }
    }

    /// <summary>Adds a sample.</summary>
    /// <exception cref="ArgumentException">The score is NaN.</exception>
    public void Add(float score, bool isPositive)
    {
        if (float.IsNaN(score))
            throw new ArgumentException($"The score of sample {_samples.Count} is NaN, which is neither above nor below others.");
        _samples.Add((score, isPositive));
        Positives += isPositive ? 1 : 0;
        _thresholds = null;
    }

    /// <summary>Adds samples with one score each, such as the logits [batch, 1] of two classes.</summary>
    /// <param name="scores">One score for each label.</param>
    /// <param name="labels">1 for yes, 0 for no.</param>
    /// <exception cref="ArgumentException">The numbers do not fit, a label is not 0 or 1, or a score is NaN.</exception>
    public void Add(Tensor scores, int[] labels)
    {
        if (scores.Count != labels.Length)
            throw new ArgumentException($"BinaryScores takes one score for each of the {labels.Length} labels; it got {scores.Shape}.");
        for (int n = 0; n < labels.Length; n++)
        {
            if (labels[n] is not (0 or 1))
                throw new ArgumentException($"BinaryScores is for two classes, 0 and 1; sample {n} has label {labels[n]}.");
        }

        for (int n = 0; n < labels.Length; n++)
            Add(scores.Values[n], labels[n] == 1);
    }

    /// <summary>Adds samples of several classes: one class against the rest.</summary>
    /// <param name="scores">[batch, classes].</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="positive">The class that is the yes.</param>
    /// <exception cref="ArgumentException">The labels do not fit, or a score is NaN.</exception>
    public void Add(Tensor scores, int[] labels, int positive)
    {
        Ops.ClassLabels.Check(nameof(BinaryScores), scores.Shape, labels);
        int classes = scores.Shape[^1];
        if ((uint)positive >= (uint)classes)
            throw new ArgumentException($"BinaryScores: class {positive} is none of the {classes} classes of {scores.Shape}.");
        for (int n = 0; n < labels.Length; n++)
            Add(scores.Values[n * classes + positive], labels[n] == positive);
    }

    /// <summary>
    /// The receiver operating characteristic, from (0, 0) at the threshold ∞ to (1, 1), one point for each distinct score
    /// (Fawcett, "An Introduction to ROC Analysis", Pattern Recognit. Lett. 27(8), 2006, algorithm 1). A rate whose class does
    /// not occur is NaN.
    /// </summary>
    public IReadOnlyList<RocPoint> RocCurve()
    {
        var points = new List<RocPoint> { new(0.0 / Negatives, 0.0 / Positives, float.PositiveInfinity) };
        double wrong = 0, right = 0;
        foreach (Threshold threshold in Thresholds())
        {
            wrong += threshold.Negatives;
            right += threshold.Positives;
            points.Add(new(wrong / Negatives, right / Positives, threshold.Score));
        }

        return points;
    }

    /// <summary>Precision against recall, one point for each distinct score, the highest first. Recall is NaN without a yes.</summary>
    public IReadOnlyList<PrecisionRecallPoint> PrecisionRecallCurve()
    {
        var points = new List<PrecisionRecallPoint>();
        double right = 0, taken = 0;
        foreach (Threshold threshold in Thresholds())
        {
            right += threshold.Positives;
            taken += threshold.Positives + threshold.Negatives;
            points.Add(new(right / taken, right / Positives, threshold.Score));
        }

        return points;
    }

    /// <summary>
    /// The largest sensitivity (true positive rate) of all thresholds whose specificity (1 − false positive rate) is at least
    /// the one asked for; no interpolation between thresholds. NaN if there is no yes or no no.
    /// </summary>
    /// <param name="specificity">From 0 to 1, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">The specificity is not a share.</exception>
    public double SensitivityAt(double specificity) => OperatingPoint(specificity).TruePositiveRate;

    /// <summary>The point of the ROC curve that <see cref="SensitivityAt"/> speaks of, with its threshold.</summary>
    /// <param name="specificity">From 0 to 1, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">The specificity is not a share.</exception>
    public RocPoint OperatingPoint(double specificity)
    {
        if (!(specificity is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(specificity), $"A specificity is a share from 0 to 1; it was {specificity}.");
        if (Positives == 0 || Negatives == 0)
            return new(double.NaN, double.NaN, float.NaN);
        int wrong = 0, right = 0;
        RocPoint best = new(0, 0, float.PositiveInfinity);
        foreach (Threshold threshold in Thresholds())
        {
            wrong += threshold.Negatives;
            right += threshold.Positives;
            if ((double)(Negatives - wrong) / Negatives < specificity)
                break;
            double rate = (double)right / Positives;
            if (rate > best.TruePositiveRate)
                best = new((double)wrong / Negatives, rate, threshold.Score);
        }

        return best;
    }

    // The distinct scores, the highest first, with how many yes and no have each.
    private List<Threshold> Thresholds()
    {
        if (_thresholds is not null)
            return _thresholds;
        (float Score, bool IsPositive)[] sorted = [.. _samples];
        Array.Sort(sorted, (a, b) => b.Score.CompareTo(a.Score));
        var thresholds = new List<Threshold>();
        foreach ((float score, bool isPositive) in sorted)
        {
            if (thresholds.Count == 0 || thresholds[^1].Score != score)
                thresholds.Add(new(score, 0, 0));
            Threshold last = thresholds[^1];
            thresholds[^1] = isPositive
                ? last with { Positives = last.Positives + 1 }
                : last with { Negatives = last.Negatives + 1 };
        }

        return _thresholds = thresholds;
    }

    private readonly record struct Threshold(float Score, int Positives, int Negatives);
}

/// <summary>A point of the ROC curve.</summary>
/// <param name="FalsePositiveRate">The share of the noes that are taken for a yes: 1 − specificity.</param>
/// <param name="TruePositiveRate">The share of the yeses that are found: sensitivity, recall.</param>
/// <param name="Threshold">The least score that is taken for a yes.</param>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate, float Threshold);

/// <summary>A point of the precision-recall curve.</summary>
/// <param name="Precision">The share of what is taken for a yes that is one.</param>
/// <param name="Recall">The share of the yeses that are found.</param>
/// <param name="Threshold">The least score that is taken for a yes.</param>
public readonly record struct PrecisionRecallPoint(double Precision, double Recall, float Threshold);
