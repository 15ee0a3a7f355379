using LeptonLab.Numerics;

namespace LeptonLab.Data.TextLines;

/// <summary>A baseline that tilts and waves, in pixels.</summary>
internal sealed class Baseline
{
    private readonly double _tilt;
    private readonly double _amplitude;
    private readonly double _frequency;
    private readonly double _phase;
    private readonly double _middle;

    internal Baseline(RandomStream random, TextLineOptions options, int width)
    {
        double most = options.Curve * options.Height / 12.0;
        _middle = width / 2.0;
        _tilt = random.NextDouble(-1, 1) * most / Math.Max(width, 2 * options.Height);
        _amplitude = 0.7 * most * random.NextDouble(-1, 1);
        _frequency = 2 * Math.PI / (options.Height * random.NextDouble(3, 8));
        _phase = random.NextDouble(0, 2 * Math.PI);
    }

    /// <summary>How far below the straight baseline.</summary>
    internal double At(double x) => _tilt * (x - _middle) + _amplitude * PortableMath.Sin(_frequency * x + _phase);
}
