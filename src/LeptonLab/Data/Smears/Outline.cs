using LeptonLab.Numerics;

namespace LeptonLab.Data.Smears;

/// <summary>
/// A roundish closed curve, r(θ) = R (1 + Σ aₖ cos kθ + bₖ sin kθ) for k = 2 … 6, stretched along one axis. Lengths in
/// micrometres.
/// </summary>
internal sealed class Outline
{
    private const int Harmonics = 5;
    private readonly double[] _cosines = new double[Harmonics];
    private readonly double[] _sines = new double[Harmonics];
    private readonly double _stretch;
    private readonly double _axisX;
    private readonly double _axisY;

    /// <summary>Draws a curve.</summary>
    /// <param name="random">Chooses the waves and the direction of the stretch.</param>
    /// <param name="radius">R.</param>
    /// <param name="stretch">The long axis over the short one.</param>
    /// <param name="waves">How far the curve departs from an ellipse, as a part of R.</param>
    internal Outline(RandomStream random, double radius, double stretch, double waves)
    {
        Radius = radius;
        _stretch = Math.Sqrt(stretch);
        double angle = Math.PI * random.NextDouble();
        (_axisX, _axisY) = (PortableMath.Cos(angle), PortableMath.Sin(angle));
        for (int k = 0; k < Harmonics; k++)
        {
            _cosines[k] = waves * random.NextDouble(-1, 1) / (k + 1);
            _sines[k] = waves * random.NextDouble(-1, 1) / (k + 1);
        }
    }

    /// <summary>R, the mean radius.</summary>
    internal double Radius { get; }

    /// <summary>
    /// Distance from the curve, negative inside, near enough for anti-aliasing; ÷ radius it is 0 at the curve, −1 at the
    /// centre.
    /// </summary>
    internal double Distance(double x, double y)
    {
        double along = (x * _axisX + y * _axisY) / _stretch, across = (y * _axisX - x * _axisY) * _stretch;
        double length = Math.Sqrt(along * along + across * across);
        if (length < 1e-6)
            return -Radius;

        // cos kθ and sin kθ are the parts of (cos θ + i sin θ)ᵏ.
        double cos = along / length, sin = across / length, re = cos, im = sin, sum = 1;
        for (int k = 0; k < Harmonics; k++)
        {
            (re, im) = (re * cos - im * sin, re * sin + im * cos);
            sum += _cosines[k] * re + _sines[k] * im;
        }

        return length - Radius * sum;
    }
}
