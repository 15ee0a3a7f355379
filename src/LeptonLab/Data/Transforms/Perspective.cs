using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>Shows a picture as if seen from another side: each corner moves inwards by a random share of the extents.</summary>
/// <param name="Distortion">The largest share, 0 to 0.6 of half the width and half the height.</param>
public sealed record Perspective(double Distortion = 0.3) : GeometricTransform
{
    // Below ⅔ the four corners stay those of a convex figure, so that nothing is folded over.
    private const double Most = 0.6;

    /// <summary>The largest share, 0 to 0.6 of half the width and half the height.</summary>
    public double Distortion { get; } = InRange(Distortion, 0, Most, nameof(Distortion));

    private protected override Projection Draw(Sample sample, RandomStream random)
    {
        double width = sample.Width, height = sample.Height;
        Span<(double X, double Y)> from = [(0, 0), (width, 0), (width, height), (0, height)], to = [.. from];
        foreach (ref (double X, double Y) corner in to)
        {
            double x = random.NextDouble(0, Distortion) * width / 2, y = random.NextDouble(0, Distortion) * height / 2;
            corner = (corner.X == 0 ? x : width - x, corner.Y == 0 ? y : height - y);
        }

        return Projection.Between(from, to);
    }
}
