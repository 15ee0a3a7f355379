using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A convolution and the activation behind it as one layer; the operation is <see cref="Ops.Conv2dActivation"/>.
/// <see cref="Sequential.Fuse"/> makes it; the weights are the convolution's own.
/// </summary>
public sealed class Conv2dActivation : Layer
{
    private readonly Conv2d _convolution;
    private readonly Activation _activation;

    internal Conv2dActivation(Conv2d convolution, Activation activation)
    {
        (_convolution, _activation) = (convolution, activation);
        Name = convolution.Name;
        Adopt(convolution);
    }

    internal Conv2d Convolution => _convolution;

    internal Activation Activation => _activation;

    /// <inheritdoc/>
    public override string Description => $"{_convolution.Description} + {_activation}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Conv2dActivation.Apply(
        x,
        _convolution.Weight,
        _convolution.Bias,
        _activation,
        _convolution.Stride,
        _convolution.Padding,
        _convolution.Dilation,
        _convolution.Groups,
        _convolution.Precise);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _convolution.OutputShape(input);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _convolution.MultiplyAdds(input);

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Conv2dGeometry geometry = _convolution.Geometry(batch.DropFirst()) with { Batch = batch[0] };
        (Tensor w, Tensor? b) = (_convolution.Weight, _convolution.Bias);
        return _convolution.PadFirst(batch, w.Device.Kernel<Ops.Conv2dActivation.IKernel>().Prepare(w, b, _activation, geometry));
    }
}
