namespace LeptonLab.IO;

/// <summary>How numbers are spread, in TensorFlow's terms (<c>HistogramProto</c>).</summary>
/// <param name="Min">The least number.</param>
/// <param name="Max">The greatest.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Sum">Σ x.</param>
/// <param name="SumOfSquares">Σ x².</param>
/// <param name="Limits">Where each bucket ends, ascending; it starts where the one before ends.</param>
/// <param name="Counts">How many numbers are in each bucket: from the limit before it up to, not including, its own.</param>
public sealed record Histogram(
    double Min, double Max, double Count, double Sum, double SumOfSquares, IReadOnlyList<double> Limits, IReadOnlyList<double> Counts)
{
    // TensorFlow, tsl/lib/histogram/histogram.cc: from ±1e-12 to ±1e20 in steps of a tenth.
    private static readonly double[] DefaultLimits = MakeLimits();

    /// <summary>Counts the numbers of a tensor. NaN and ±∞ are left out.</summary>
    public static Histogram Of(ReadOnlySpan<float> numbers)
    {
        var counts = new double[DefaultLimits.Length];
        double min = double.MaxValue, max = double.MinValue, count = 0, sum = 0, squares = 0;
        foreach (float number in numbers)
        {
            if (!float.IsFinite(number))
                continue;
            (min, max) = (Math.Min(min, number), Math.Max(max, number));
            count++;
            sum += number;
            squares += (double)number * number;
            counts[Bucket(number)]++;
        }

        (List<double> limits, List<double> compact) = WithoutEmptyRuns(counts);
        return count == 0
            ? new Histogram(0, 0, 0, 0, 0, limits, compact)
            : new Histogram(min, max, count, sum, squares, limits, compact);
    }

    // The first limit that is greater.
    private static int Bucket(double number)
    {
        int place = Array.BinarySearch(DefaultLimits, number);
        return place >= 0 ? place + 1 : ~place;
    }

    // Neighbouring empty buckets become one, as in TensorFlow's files.
    private static (List<double> Limits, List<double> Counts) WithoutEmptyRuns(double[] counts)
    {
        var limits = new List<double>();
        var compact = new List<double>();
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0 && compact.Count > 0 && compact[^1] == 0)
            {
                limits[^1] = DefaultLimits[i];
                continue;
            }

            limits.Add(DefaultLimits[i]);
            compact.Add(counts[i]);
        }

        return (limits, compact);
    }

    private static double[] MakeLimits()
    {
        var positive = new List<double>();
        for (double limit = 1e-12; limit < 1e20; limit *= 1.1)
            positive.Add(limit);
        positive.Add(double.MaxValue);
        return [.. positive.Select(limit => -limit).Reverse(), 0, .. positive];
    }
}
