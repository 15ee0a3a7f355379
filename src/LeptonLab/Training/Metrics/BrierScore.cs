namespace LeptonLab.Training;

/// <summary>
/// The squared error of forecast probabilities, batch by batch: (1/N) Σₙ Σ_c (p[n, c] − 1{c = label n})², from 0, sure and
/// right, to 2, sure and wrong (Brier, "Verification of Forecasts Expressed in Terms of Probability", Mon. Weather Rev. 78(1),
/// 1950, eq. 2). For two classes it is twice <see cref="BinaryScores.Brier"/>.
/// </summary>
public sealed class BrierScore
{
    private double _sum;

    /// <summary>The number of samples counted.</summary>
    public long Total { get; private set; }

    /// <summary>The score. NaN without samples.</summary>
    public double Value => _sum / Total;

    /// <summary>Counts a batch.</summary>
    /// <param name="probabilities">[batch, …, classes], each row a distribution.</param>
    /// <param name="labels">The true class of each sample or place.</param>
    /// <exception cref="ArgumentException">The labels do not fit, or a number is not a probability.</exception>
    public void Add(Tensor probabilities, int[] labels)
    {
        Ops.ClassLabels.Check(nameof(BrierScore), probabilities.Shape, labels);
        Probability.Check(nameof(BrierScore), probabilities);
        int classes = probabilities.Shape[^1];
        for (int n = 0; n < labels.Length; n++)
        {
            for (int c = 0; c < classes; c++)
            {
                double miss = probabilities.Values[n * classes + c] - (c == labels[n] ? 1 : 0);
                _sum += miss * miss;
            }
        }

        Total += labels.Length;
    }
}
