using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>Mirrors a picture with a given probability: left and right, or top and bottom.</summary>
/// <param name="Probability">0 to 1; 1 mirrors every picture.</param>
/// <param name="Vertical">Whether top and bottom change places, not left and right.</param>
public sealed record Flip(double Probability = 0.5, bool Vertical = false) : GeometricTransform
{
    /// <summary>0 to 1; 1 mirrors every picture.</summary>
    public double Probability { get; } = InRange(Probability, 0, 1, nameof(Probability));

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random) => random.NextDouble() < Probability ? base.Apply(sample, random) : sample;

    private protected override Projection Draw(Sample sample, RandomStream random) => Vertical
        ? Projection.Affine(1, 0, 0, 0, -1, sample.Height)
        : Projection.Affine(-1, 0, sample.Width, 0, 1, 0);
}
