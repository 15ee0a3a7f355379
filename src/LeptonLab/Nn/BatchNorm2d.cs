namespace LeptonLab.Nn;

/// <summary>
/// <see cref="BatchNorm"/> of images, [batch, height, width, channels]: a channel's moments are over all pixels of all
/// images.
/// </summary>
public sealed class BatchNorm2d : BatchNorm
{
    /// <summary>Makes the layer.</summary>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="momentum">The weight of the latest batch in the running averages.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="weight">Where γ starts: small at the end of a residual block, which then starts close to the identity.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public BatchNorm2d(int channels, float momentum = 0.1f, float epsilon = 1e-5f, float weight = 1)
        : base(channels, momentum, epsilon, weight)
    {
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 3 && input[2] == Channels
        ? input
        : throw new ShapeException($"expects images [height, width, {Channels}]; got {input}");
}
