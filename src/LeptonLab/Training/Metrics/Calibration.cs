namespace LeptonLab.Training;

/// <summary>
/// Whether a model is right as often as it says, batch by batch: the samples are put into M bins of equal width by their
/// confidence, the probability of the class that was predicted (Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern
/// Neural Networks", ICML 2017, §2). Bin m holds confidences in ((m − 1)/M, m/M]; 0 is in the first.
/// </summary>
public sealed class Calibration
{
    private readonly long[] _counts;
    private readonly long[] _right;
    private readonly double[] _confidence;

    /// <summary>Starts with no sample counted.</summary>
    /// <param name="bins">M; the paper has 15.</param>
    /// <exception cref="ArgumentOutOfRangeException">M is below 1.</exception>
    public Calibration(int bins = 15)
    {
        if (bins < 1)
            throw new ArgumentOutOfRangeException(nameof(bins), $"Confidences are put into at least 1 bin; it was {bins}.");
        _counts = new long[bins];
        _right = new long[bins];
        _confidence = new double[bins];
    }

    /// <summary>The number of samples counted.</summary>
    public long Total => _counts.Sum();

    /// <summary>The bins of the reliability diagram, the lowest confidence first.</summary>
    public IReadOnlyList<CalibrationBin> Bins => [.. _counts.Select((count, m) => new CalibrationBin(
        (double)m / _counts.Length, (double)(m + 1) / _counts.Length, count, _confidence[m] / count, (double)_right[m] / count))];

    /// <summary>The expected calibration error, Σ_m n_m/N |accuracy_m − confidence_m| (eq. 3). NaN without samples.</summary>
    public double ExpectedError
    {
        get
        {
            double sum = 0;
            for (int m = 0; m < _counts.Length; m++)
                sum += Math.Abs(_right[m] - _confidence[m]); // n_m |accuracy − confidence|
            return sum / Total;
        }
    }

    /// <summary>The largest gap of a bin that has samples, max_m |accuracy_m − confidence_m| (eq. 5). NaN without samples.</summary>
    public double LargestError
    {
        get
        {
            double largest = double.NaN;
            for (int m = 0; m < _counts.Length; m++)
            {
                double gap = Math.Abs(_right[m] - _confidence[m]) / _counts[m];
                if (_counts[m] > 0 && !(gap <= largest))
                    largest = gap;
            }

            return largest;
        }
    }

    /// <summary>Counts a prediction.</summary>
    /// <param name="confidence">How sure the model was, from 0 to 1.</param>
    /// <param name="isRight">Whether it was right.</param>
    /// <exception cref="ArgumentOutOfRangeException">The confidence is not a probability.</exception>
    public void Add(double confidence, bool isRight)
    {
        if (!(confidence >= 0 && confidence <= 1 + Probability.Slack))
            throw new ArgumentOutOfRangeException(nameof(confidence), $"A confidence is a probability from 0 to 1; it was {confidence}.");
        int bin = Math.Clamp((int)Math.Ceiling(confidence * _counts.Length) - 1, 0, _counts.Length - 1);
        _counts[bin]++;
        _right[bin] += isRight ? 1 : 0;
        _confidence[bin] += confidence;
    }

    /// <summary>Counts a batch: of each sample the most likely class, among equals the first.</summary>
    /// <param name="probabilities">[batch, …, classes], each row a distribution.</param>
    /// <param name="labels">The true class of each sample or place.</param>
    /// <exception cref="ArgumentException">The labels do not fit, or a number is not a probability.</exception>
    public void Add(Tensor probabilities, int[] labels)
    {
        Ops.ClassLabels.Check(nameof(Calibration), probabilities.Shape, labels);
        Probability.Check(nameof(Calibration), probabilities);
        int classes = probabilities.Shape[^1];
        for (int n = 0; n < labels.Length; n++)
        {
            ReadOnlySpan<float> row = probabilities.Values.Slice(n * classes, classes);
            int best = 0;
            for (int c = 1; c < classes; c++)
            {
                if (row[c] > row[best])
                    best = c;
            }

            Add(row[best], best == labels[n]);
        }
    }
}

/// <summary>A bin of the reliability diagram.</summary>
/// <param name="Low">Its confidences are above this (from it on in the first bin).</param>
/// <param name="High">Its largest confidence.</param>
/// <param name="Count">How many samples it has.</param>
/// <param name="Confidence">Their mean confidence; NaN without samples.</param>
/// <param name="Accuracy">The share of them that is right; NaN without samples.</param>
public readonly record struct CalibrationBin(double Low, double High, long Count, double Confidence, double Accuracy);
