namespace LeptonLab.Gpu;

/// <summary>What normalizes the groups of channels of [batch, …, channels], as kernels take it.</summary>
internal struct ChannelGroups
{
    internal Floats X;
    internal Floats Gamma;
    private Floats _mean, _rest, _variance;
    private float _epsilon;
    private int _groups;
    private FastDivisor _channels, _image, _channelsOfGroup;

    internal static ChannelGroups Of(Tensor x, Tensor gamma, Ops.ChannelMoments moments, float epsilon) => new()
    {
        X = x.Read(),
        Gamma = gamma.Read(),
        _mean = moments.Mean.Read(),
        _rest = moments.MeanRest!.Read(),
        _variance = moments.Variance.Read(),
        _epsilon = epsilon,
        _groups = moments.Mean.Shape[1],
        _channels = new(gamma.Count),
        _image = new(x.Count / Math.Max(1, x.Shape[0])),
        _channelsOfGroup = new(gamma.Count / moments.Mean.Shape[1]),
    };

    internal readonly int ChannelOf(int element) => _channels.Rest(element, _channels.Divide(element));

    /// <summary>Which of [batch, groups].</summary>
    internal readonly int GroupOf(int element) => _image.Divide(element) * _groups + _channelsOfGroup.Divide(ChannelOf(element));

    /// <summary>x − μ, with what rounding left of μ where that is known already.</summary>
    internal readonly float Deviation(int element, int group, bool knowsRest) =>
        knowsRest ? X[element] - _mean[group] - _rest[group] : X[element] - _mean[group];

    /// <summary>√(σ² + ε).</summary>
    internal readonly float Root(int group) => MathF.Sqrt(_variance[group] + _epsilon);

    /// <summary>x̂.</summary>
    internal readonly float Normalized(int element, int group) => Deviation(element, group, knowsRest: true) / Root(group);
}
