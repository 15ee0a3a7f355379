using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// Brings each channel to mean 0 and variance 1 and then scales and shifts it by learnt numbers; the operation is
/// <see cref="Ops.BatchNorm"/>. In training the moments are those of the batch, and running averages of them are kept; in use
/// those averages take their place.
/// </summary>
/// <remarks>
/// The averages are the buffers <c>running_mean</c> and <c>running_var</c>: after each batch
/// running ← (1 − momentum) · running + momentum · batch. The batch's variance counts with n/(n − 1), as an estimate for
/// all data, where the normalization itself divides by n.
/// </remarks>
public abstract class BatchNorm : Layer
{
    private readonly Parameter _gamma;
    private readonly Parameter _beta;
    private readonly ChannelMoments _running;

    private protected BatchNorm(int channels, float momentum, float epsilon, float weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        if (momentum is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(momentum), $"The momentum is a weight from 0 to 1; it was {momentum}.");
        if (!(epsilon > 0 && float.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε must be a positive number; it was {epsilon}.");
        (Channels, Momentum, Epsilon) = (channels, momentum, epsilon);
        _gamma = AddParameter("weight", [channels], Initializers.Constant(weight));
        _beta = AddParameter("bias", [channels]);
        _running = new ChannelMoments(
            AddBuffer("running_mean", Tensor.Zeros([channels])), AddBuffer("running_var", Tensor.Ones([channels])));
    }

    /// <summary>What each channel is multiplied by, γ; starts at 1 unless told otherwise.</summary>
    public Tensor Weight => _gamma;

    /// <summary>What is added to each channel, β; starts at 0.</summary>
    public Tensor Bias => _beta;

    /// <summary>The mean of each channel in use.</summary>
    public Tensor RunningMean => _running.Mean;

    /// <summary>The variance of each channel in use.</summary>
    public Tensor RunningVariance => _running.Variance;

    /// <summary>The weight of the latest batch in the running averages.</summary>
    public float Momentum { get; }

    /// <summary>What is added to the variance, so that its root is not zero.</summary>
    public float Epsilon { get; }

    internal int Channels { get; }

    /// <inheritdoc/>
    public override string Description => $"{GetType().Name} {Channels}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, Activation.None);

    internal Tensor Forward(Tensor x, Activation activation)
    {
        if (!IsTraining)
            return Ops.BatchNorm.Apply(x, _gamma, _beta, _running, Epsilon, activation);
        Tensor y = Ops.BatchNorm.Apply(x, _gamma, _beta, out ChannelMoments moments, Epsilon, activation);
        int count = x.Count / Channels;
        if (count > 0)
        {
            Average(RunningMean, moments.Mean, 1);
            Average(RunningVariance, moments.Variance, (float)(count / (count - 1.0)));
        }

        return y;
    }

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => Prepare(Activation.None);

    internal Action<Tensor, Tensor> Prepare(Activation activation)
    {
        (Tensor gamma, Tensor beta) = (_gamma, _beta);
        Ops.BatchNorm.IKernel kernel = gamma.Device.Kernel<Ops.BatchNorm.IKernel>();
        return (x, y) => kernel.Normalize(x, gamma, beta, _running, y, Epsilon, activation);
    }

    private void Average(Tensor running, Tensor batch, float factor) =>
        running.Device.Kernel<Ops.BatchNorm.IRunningKernel>().Average(running, batch, Momentum, factor);
}
