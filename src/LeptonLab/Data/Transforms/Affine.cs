using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>Turns, scales, shears and shifts a picture at random, around its middle and in this order; it keeps its size.</summary>
/// <param name="Degrees">Turned by up to so many degrees to either side.</param>
/// <param name="Shift">Shifted by up to this share of the width and of the height.</param>
/// <param name="LeastScale">Scaled by at least this factor.</param>
/// <param name="LargestScale">Scaled by at most this factor.</param>
/// <param name="Shear">Vertical lines are slanted by up to so many degrees to either side.</param>
public sealed record Affine(double Degrees = 0, double Shift = 0, double LeastScale = 1, double LargestScale = 1, double Shear = 0) : GeometricTransform
{
    /// <summary>Turned by up to so many degrees to either side.</summary>
    public double Degrees { get; } = InRange(Degrees, 0, 180, nameof(Degrees));

    /// <summary>Shifted by up to this share of the width and of the height.</summary>
    public double Shift { get; } = InRange(Shift, 0, 1, nameof(Shift));

    /// <summary>Scaled by at least this factor.</summary>
    public double LeastScale { get; } = InRange(LeastScale, 0.01, LargestScale, nameof(LeastScale));

    /// <summary>Scaled by at most this factor.</summary>
    public double LargestScale { get; } = InRange(LargestScale, LeastScale, 100, nameof(LargestScale));

    /// <summary>Vertical lines are slanted by up to so many degrees to either side.</summary>
    public double Shear { get; } = InRange(Shear, 0, 80, nameof(Shear));

    private protected override Projection Draw(Sample sample, RandomStream random)
    {
        double degrees = random.NextDouble(-Degrees, Degrees), scale = random.NextDouble(LeastScale, LargestScale);
        double shear = random.NextDouble(-Shear, Shear) * (Math.PI / 180);
        double x = random.NextDouble(-Shift, Shift) * sample.Width, y = random.NextDouble(-Shift, Shift) * sample.Height;
        var sheared = Projection.Affine(1, PortableMath.Sin(shear) / PortableMath.Cos(shear), 0, 0, 1, 0);
        Projection turned = Projection.Affine(scale, 0, 0, 0, scale, 0).After(Rotate.Turn(degrees));
        return Projection.Shift(x, y).After(sheared.After(turned).Around(sample.Width / 2.0, sample.Height / 2.0));
    }
}
