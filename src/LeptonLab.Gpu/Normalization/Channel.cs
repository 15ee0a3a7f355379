namespace LeptonLab.Gpu;

/// <summary>What normalizes one channel after the other of […, channels], as kernels take it.</summary>
internal struct Channel
{
    internal Floats Mean;

    /// <summary>What rounding left of the mean; the variance again, unread, where there is no rest.</summary>
    internal Floats Rest;
    internal Flag HasRest;
    internal Floats Variance;
    internal Floats Gamma;
    internal Floats Beta;
    internal float Epsilon;
    internal Ops.Activation Activation;

    internal static Channel Of(
        Tensor gamma, Tensor beta, Ops.ChannelMoments moments, float epsilon, Ops.Activation activation) => new()
        {
            Mean = moments.Mean.Read(),
            Rest = (moments.MeanRest ?? moments.Variance).Read(),
            HasRest = moments.MeanRest is not null,
            Variance = moments.Variance.Read(),
            Gamma = gamma.Read(),
            Beta = beta.Read(),
            Epsilon = epsilon,
            Activation = activation,
        };

    /// <summary>√(σ² + ε).</summary>
    internal readonly float Root(int c) => MathF.Sqrt(Variance[c] + Epsilon);

    /// <summary>x̂.</summary>
    internal readonly float Normalized(int c, float x)
    {
        float deviation = x - Mean[c];
        return (HasRest ? deviation - Rest[c] : deviation) / Root(c);
    }

    /// <summary>y.</summary>
    internal readonly float Value(int c, float x) => Activate.Forward(Activation, Gamma[c] * Normalized(c, x) + Beta[c]);

    /// <summary>The gradient before the activation.</summary>
    internal readonly float Gradient(int c, float x, float dy) =>
        Activation == Ops.Activation.None ? dy : Activate.Backward(Activation, Value(c, x), dy);
}
