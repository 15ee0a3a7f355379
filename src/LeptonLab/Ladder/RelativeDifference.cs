namespace LeptonLab.Ladders;

/// <summary>The largest difference of some numbers from the truth, relative to the largest magnitude of the truth.</summary>
internal struct RelativeDifference
{
    private double _difference;
    private double _scale;

    internal readonly double Value => _difference == 0 ? 0 : _difference / _scale;

    internal void Add(double truth, double actual)
    {
        double difference = truth == actual ? 0 : Math.Abs(truth - actual);
        _difference = Math.Max(_difference, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        _scale = Math.Max(_scale, Math.Abs(truth));
    }

    internal void Add(ReadOnlySpan<double> truth, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < truth.Length; i++)
            Add(truth[i], actual[i]);
    }
}
