using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>Turns a picture around its middle by an angle between two bounds; it keeps its size. Multiples of 90° are exact.</summary>
/// <param name="From">The least angle in degrees, clockwise.</param>
/// <param name="To">The largest angle in degrees, clockwise.</param>
public sealed record Rotate(double From, double To) : GeometricTransform
{
    /// <summary>Up to so many degrees to either side.</summary>
    public Rotate(double degrees)
        : this(-Math.Abs(degrees), Math.Abs(degrees))
    {
    }

    /// <summary>The least angle in degrees, clockwise.</summary>
    public double From { get; } = InRange(From, -360, To, nameof(From));

    /// <summary>The largest angle in degrees, clockwise.</summary>
    public double To { get; } = InRange(To, From, 360, nameof(To));

    /// <summary>By exactly so many degrees, clockwise.</summary>
    public static Rotate By(double degrees) => new(degrees, degrees);

    private protected override Projection Draw(Sample sample, RandomStream random) =>
        Turn(random.NextDouble(From, To)).Around(sample.Width / 2.0, sample.Height / 2.0);

    /// <summary>Around the origin; y points down, so a positive angle turns clockwise.</summary>
    internal static Projection Turn(double degrees)
    {
        (double sin, double cos) = ((degrees % 360 + 360) % 360) switch
        {
            0 => (0.0, 1.0),
            90 => (1.0, 0.0),
            180 => (0.0, -1.0),
            270 => (-1.0, 0.0),
            double other => (PortableMath.Sin(other * (Math.PI / 180)), PortableMath.Cos(other * (Math.PI / 180))),
        };
        return Projection.Affine(cos, -sin, 0, sin, cos, 0);
    }
}
