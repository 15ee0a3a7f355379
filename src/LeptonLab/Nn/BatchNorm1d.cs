namespace LeptonLab.Nn;

/// <summary>
/// <see cref="BatchNorm"/> of vectors, [batch, features], or of sequences of them, [batch, time, features]: a feature's
/// moments are over all samples and times.
/// </summary>
public sealed class BatchNorm1d : BatchNorm
{
    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in a vector.</param>
    /// <param name="momentum">The weight of the latest batch in the running averages.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public BatchNorm1d(int features, float momentum = 0.1f, float epsilon = 1e-5f)
        : base(features, momentum, epsilon, weight: 1)
    {
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank is 1 or 2 && input[^1] == Channels
        ? input
        : throw new ShapeException($"expects vectors [{Channels}] or sequences [time, {Channels}]; got {input}");
}
