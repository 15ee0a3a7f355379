using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A convolution, the ReLU and the 2×2 max-pooling behind it as one layer; the operation is
/// <see cref="Ops.Conv2dReluPool"/>. <see cref="Sequential.Fuse"/> makes it; the weights are the convolution's own.
/// </summary>
public sealed class Conv2dReluPool : Layer
{
    private readonly Conv2d _convolution;
    private readonly MaxPool2d _pool;

    internal Conv2dReluPool(Conv2d convolution, MaxPool2d pool)
    {
        (_convolution, _pool) = (convolution, pool);
        Name = convolution.Name;
        Adopt(convolution);
    }

    internal Conv2d Convolution => _convolution;

    internal MaxPool2d Pool => _pool;

    /// <inheritdoc/>
    public override string Description => $"{_convolution.Description} + Relu + {_pool.Description}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Conv2dReluPool.Apply(
        x,
        _convolution.Weight,
        _convolution.Bias,
        _convolution.Stride,
        _convolution.Padding,
        _convolution.Dilation,
        _convolution.Groups,
        _convolution.Precise);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _pool.OutputShape(_convolution.OutputShape(input));

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _convolution.MultiplyAdds(input);

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Conv2dGeometry geometry = _convolution.Geometry(batch.DropFirst()) with { Batch = batch[0] };
        (Tensor w, Tensor? b) = (_convolution.Weight, _convolution.Bias);
        return _convolution.PadFirst(batch, w.Device.Kernel<Ops.Conv2dReluPool.IKernel>().Prepare(w, b, geometry));
    }
}
