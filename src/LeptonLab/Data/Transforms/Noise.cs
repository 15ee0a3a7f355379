using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>Adds a normally distributed number to each number of a picture, and cuts off at 0 and 1.</summary>
/// <param name="StandardDeviation">σ of what is added; a picture has numbers 0 to 1.</param>
public sealed record Noise(double StandardDeviation) : Transform
{
    /// <summary>σ of what is added.</summary>
    public double StandardDeviation { get; } = InRange(StandardDeviation, 0, 10, nameof(StandardDeviation));

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(sample);
        float[] values = [.. sample.Values];
        foreach (ref float value in values.AsSpan())
            value = Math.Clamp(value + (float)(StandardDeviation * random.NextNormal()), 0, 1);
        return sample.With(values);
    }
}
