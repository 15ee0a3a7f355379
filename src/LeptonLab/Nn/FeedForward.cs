namespace LeptonLab.Nn;

/// <summary>
/// What a Transformer does with each entry by itself (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.3, eq. 2):
/// y = f(x · W₁ + b₁) · W₂ + b₂, f being the rectifier there and often <see cref="Gelu"/> since. Takes and gives
/// [batch, time, features].
/// </summary>
public sealed class FeedForward : Layer
{
    private readonly Linear _inner;
    private readonly Layer _activation;
    private readonly Linear _outer;
    private readonly int _features;
    private readonly int _hidden;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in an entry: d_model in the paper.</param>
    /// <param name="hidden">Numbers in between: d_ff in the paper, four times as many.</param>
    /// <param name="activation">f, a layer that keeps the shape; a <see cref="Relu"/> unless told otherwise.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public FeedForward(int features, int hidden, Layer? activation = null)
    {
        (_features, _hidden) = (features, hidden);
        _inner = Add("inner", new Linear(features, hidden));
        _activation = Add("activation", activation ?? new Relu());
        _outer = Add("outer", new Linear(hidden, features));
    }

    internal Linear Inner => _inner;

    internal Layer Activation => _activation;

    internal Linear Outer => _outer;

    /// <inheritdoc/>
    public override string Description => $"FeedForward {_features}→{_hidden}→{_features}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => _outer.Call(_activation.Call(_inner.Call(x)));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _outer.OutputShape(_activation.OutputShape(_inner.OutputShape(input)));

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _inner.MultiplyAdds(input) + _outer.MultiplyAdds(_inner.OutputShape(input));
}
