using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A dense layer and the activation behind it as one layer; the operation is <see cref="Ops.DenseActivation"/>.
/// <see cref="Sequential.Fuse"/> makes it; the weights are the dense layer's own.
/// </summary>
public sealed class DenseActivation : Layer
{
    private readonly Dense _dense;
    private readonly Activation _activation;

    internal DenseActivation(Dense dense, Activation activation)
    {
        (_dense, _activation) = (dense, activation);
        Name = dense.Name;
        Adopt(dense);
    }

    internal Dense Dense => _dense;

    internal Activation Activation => _activation;

    /// <inheritdoc/>
    public override string Description => $"{_dense.Description} + {_activation}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.DenseActivation.Apply(x, _dense.Weight, _dense.Bias, _activation);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _dense.OutputShape(input);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _dense.MultiplyAdds(input);

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.DenseActivation.IKernel kernel = _dense.Weight.Device.Kernel<Ops.DenseActivation.IKernel>();
        return (x, y) => kernel.Forward(x, _dense.Weight, _dense.Bias, y, _activation);
    }
}
