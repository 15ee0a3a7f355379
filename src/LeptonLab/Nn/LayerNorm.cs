namespace LeptonLab.Nn;

/// <summary>
/// Brings each vector, the last axis, to mean 0 and variance 1 and then scales and shifts it by learnt numbers; the
/// operation is <see cref="Ops.LayerNorm"/>. Takes [batch, …, features], gives the same shape.
/// </summary>
public sealed class LayerNorm : Layer
{
    private readonly int _features;
    private readonly float _epsilon;
    private readonly Parameter _gamma;
    private readonly Parameter _beta;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in a vector.</param>
    /// <param name="epsilon">What is added to the variance, so that its root is not zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">The features or ε are not positive.</exception>
    public LayerNorm(int features, float epsilon = 1e-5f)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        if (!(epsilon > 0 && float.IsFinite(epsilon)))
            throw new ArgumentOutOfRangeException(nameof(epsilon), $"ε must be a positive number; it was {epsilon}.");
        (_features, _epsilon) = (features, epsilon);
        _gamma = AddParameter("weight", [features], Initializers.Ones);
        _beta = AddParameter("bias", [features]);
    }

    /// <summary>What each number is multiplied by, γ; starts at 1.</summary>
    public Tensor Weight => _gamma;

    /// <summary>What is added to each number, β; starts at 0.</summary>
    public Tensor Bias => _beta;

    /// <summary>What is added to the variance, so that its root is not zero.</summary>
    public float Epsilon => _epsilon;

    /// <inheritdoc/>
    public override string Description => $"LayerNorm {_features}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LayerNorm.Apply(x, _gamma, _beta, _epsilon);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank > 0 && input[^1] == _features
        ? input
        : throw new ShapeException($"expects vectors […, {_features}]; got {input}");

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        (Tensor gamma, Tensor beta) = (_gamma, _beta);
        Ops.LayerNorm.IKernel kernel = gamma.Device.Kernel<Ops.LayerNorm.IKernel>();
        return (x, y) => kernel.Forward(x, gamma, beta, y, moments: null, _epsilon);
    }
}
