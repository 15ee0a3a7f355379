using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// Brings each group of channels of each image to mean 0 and variance 1 and then scales and shifts each channel by learnt
/// numbers; the operation is <see cref="Ops.GroupNorm"/>. Takes [batch, …, channels], gives the same shape.
/// </summary>
public sealed class GroupNorm : Layer
{
    private readonly int _groups;
    private readonly int _channels;
    private readonly float _epsilon;
    private readonly Parameter _gamma;
    private readonly Parameter _beta;

    /// <summary>Makes the layer.</summary>
    /// <param name="groups">Groups of channels; as many as channels make it instance normalization.</param>
    /// <param name="channels">Channels of the images, a multiple of the groups.</param>
    /// <param name="epsilon">What is added to the variance, so that its root is not zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    /// <exception cref="ArgumentException">The channels are not a multiple of the groups.</exception>
    public GroupNorm(int groups, int channels, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (channels % groups != 0)
            throw new ArgumentException($"GroupNorm in {groups} groups needs channels that are a multiple of {groups}; it got {channels}.");
        if (!(epsilon > 0 && float.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε must be a positive number; it was {epsilon}.");
        (_groups, _channels, _epsilon) = (groups, channels, epsilon);
        _gamma = AddParameter("weight", [channels], Initializers.Ones);
        _beta = AddParameter("bias", [channels]);
    }

    /// <summary>What each channel is multiplied by, γ; starts at 1.</summary>
    public Tensor Weight => _gamma;

    /// <summary>What is added to each channel, β; starts at 0.</summary>
    public Tensor Bias => _beta;

    /// <summary>Groups of channels.</summary>
    public int Groups => _groups;

    /// <summary>What is added to the variance, so that its root is not zero.</summary>
    public float Epsilon => _epsilon;

    /// <inheritdoc/>
    public override string Description => $"GroupNorm {_channels} in {_groups} groups";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.GroupNorm.Apply(x, _gamma, _beta, _groups, _epsilon);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank > 0 && input[^1] == _channels
        ? input
        : throw new ShapeException($"expects images […, {_channels}]; got {input}");

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        (Tensor gamma, Tensor beta) = (_gamma, _beta);
        Ops.GroupNorm.IKernel kernel = gamma.Device.Kernel<Ops.GroupNorm.IKernel>();
        Shape shape = [batch[0], _groups];
        var moments = new ChannelMoments(Planned(shape), Planned(shape), Planned(shape));
        return (x, y) => kernel.Forward(x, gamma, beta, y, moments, _epsilon);
    }
}
