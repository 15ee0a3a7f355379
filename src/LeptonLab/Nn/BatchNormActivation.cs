using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// Batch normalization and the activation behind it as one layer; the operation is <see cref="Ops.BatchNorm"/>.
/// <see cref="Sequential.Fuse"/> makes it; parameters and running averages are the normalization's own.
/// </summary>
public sealed class BatchNormActivation : Layer
{
    private readonly BatchNorm _norm;
    private readonly Activation _activation;

    /// <summary>Joins the two, for layers that are made of others.</summary>
    /// <param name="norm">The normalization.</param>
    /// <param name="activation">What is applied to its results.</param>
    public BatchNormActivation(BatchNorm norm, Activation activation)
    {
        (_norm, _activation) = (norm, activation);
        Name = norm.Name;
        Adopt(norm);
    }

    internal BatchNorm Norm => _norm;

    internal Activation Activation => _activation;

    /// <inheritdoc/>
    public override string Description => $"{_norm.Description} + {_activation}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => _norm.Forward(x, _activation);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _norm.OutputShape(input);

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => _norm.Prepare(_activation);
}
