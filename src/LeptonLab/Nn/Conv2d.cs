using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A bank of learnt kernels that slide over an image; the operation is <see cref="Ops.Conv2d"/>. Takes
/// [batch, height, width, in], gives [batch, ⌊(height + 2·padding − kernel)/stride⌋ + 1, …, out].
/// </summary>
public sealed class Conv2d : WeightedLayer
{
    private readonly int _in;
    private readonly int _out;
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _padding;

    /// <summary>Makes the layer; the weight is [kernel, kernel, in, out].</summary>
    /// <param name="in">Input channels.</param>
    /// <param name="out">Output channels, the number of kernels.</param>
    /// <param name="kernel">The kernels' side, in pixels.</param>
    /// <param name="stride">Steps between neighbouring outputs, in pixels.</param>
    /// <param name="padding">Rows and columns of zeros on each side; 0 is "valid".</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the padding is negative.</exception>
    public Conv2d(int @in, int @out, int kernel, int stride = 1, int padding = 0)
        : base(WeightShape(@in, @out, kernel), @out, kernel * kernel * @in)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        (_in, _out, _kernel, _stride, _padding) = (@in, @out, kernel, stride, padding);
    }

    internal int Stride => _stride;

    internal int Padding => _padding;

    /// <inheritdoc/>
    public override string Description =>
        $"Conv2d {_kernel}×{_kernel}, {_in}→{_out}"
        + (_stride == 1 ? "" : $", stride {_stride}") + (_padding == 0 ? "" : $", padding {_padding}");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Conv2d.Apply(x, Weight, Bias, _stride, _padding);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Geometry(input).OutputShape.DropFirst();

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => Geometry(input).MultiplyAdds;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.Conv2d.IKernel kernel = Weight.Device.Kernel<Ops.Conv2d.IKernel>();
        Conv2dGeometry geometry = Geometry(batch.DropFirst()) with { Batch = batch[0] };
        return (x, y) => kernel.Forward(x, Weight, Bias, y, geometry);
    }

    private static Shape WeightShape(int @in, int @out, int kernel)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@in);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@out);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernel);
        return [kernel, kernel, @in, @out];
    }

    internal Conv2dGeometry Geometry(Shape input)
    {
        if (input.Rank != 3 || input[2] != _in)
            throw new ShapeException($"expects images [height, width, {_in}]; got {input}");
        if (Math.Min(input[0], input[1]) + 2 * _padding < _kernel)
        {
            throw new ShapeException(
                $"expects images of at least {_kernel}×{_kernel} pixels with their padding; got {input}: "
                + $"({Math.Min(input[0], input[1])} + 2·{_padding} − {_kernel})/{_stride} + 1 leaves no output");
        }

        return Conv2dGeometry.Of(input.Prepend(1), [_kernel, _kernel, _in, _out], null, _stride, _padding);
    }
}
