using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A bank of learnt kernels that slide over an image; the operation is <see cref="Ops.Conv2d"/>. Takes
/// [batch, height, width, in], gives [batch, ⌊(height + 2·padding − dilation·(kernel − 1) − 1)/stride⌋ + 1, …, out].
/// </summary>
public sealed class Conv2d : WeightedLayer
{
    private readonly int _in;
    private readonly int _out;
    private readonly Size2d _kernel;
    private readonly int _stride;
    private readonly Padding _padding;
    private readonly int _dilation;
    private readonly int _groups;
    private readonly bool _precise;

    /// <summary>Makes the layer; the weight is [kernel height, kernel width, in/groups, out].</summary>
    /// <param name="in">Input channels.</param>
    /// <param name="out">Output channels, the number of kernels.</param>
    /// <param name="kernel">The kernels' side, or their height and width, in pixels.</param>
    /// <param name="stride">Steps between neighbouring outputs, in pixels.</param>
    /// <param name="padding">
    /// Rows and columns of zeros on every side; or <see cref="Padding.Same"/>, <see cref="Padding.Valid"/>, or a number for
    /// each side.
    /// </param>
    /// <param name="dilation">From one weight of a kernel to the next, in pixels; 1 is a kernel without gaps.</param>
    /// <param name="groups">
    /// Groups of channels that are convolved on their own; as many as input channels make it depthwise.
    /// </param>
    /// <param name="precise">
    /// Leaves out Winograd's F(4×4, 3×3): the error falls from about 8e-7 to 2e-7 (root mean square, relative, 64
    /// channels), and the convolution takes longer.
    /// </param>
    /// <param name="bias">Whether a bias is added; in front of a normalization, which takes it away, it is idle.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the padding is negative.</exception>
    /// <exception cref="ArgumentException">The channels are not multiples of the groups.</exception>
    public Conv2d(
        int @in,
        int @out,
        Size2d kernel,
        int stride = 1,
        Padding padding = default,
        int dilation = 1,
        int groups = 1,
        bool precise = false,
        bool bias = true)
        : base(WeightShape(@in, @out, kernel, groups), @out, kernel.Height * kernel.Width * (@in / groups), bias)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        if (padding.Sides.Top < 0)
            throw new ArgumentOutOfRangeException(nameof(padding), $"The padding cannot be negative; it was {padding}.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dilation);
        (_in, _out, _kernel, _stride, _padding) = (@in, @out, kernel, stride, padding);
        (_dilation, _groups, _precise) = (dilation, groups, precise);
    }

    internal int Stride => _stride;

    internal Padding Padding => _padding;

    internal int Dilation => _dilation;

    internal int Groups => _groups;

    internal bool Precise => _precise;

    /// <inheritdoc/>
    public override string Description =>
        $"Conv2d {_kernel}, {_in}→{_out}"
        + (_stride == 1 ? "" : $", stride {_stride}") + (_padding == Padding.Valid ? "" : $", padding {_padding}")
        + (_dilation == 1 ? "" : $", dilation {_dilation}")
        + (_groups == 1 ? "" : _groups == _in ? ", depthwise" : $", {_groups} groups")
        + (_precise ? ", precise" : "") + (HasBias ? "" : ", no bias");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) =>
        Ops.Conv2d.Apply(x, Weight, Bias, _stride, _padding, _dilation, _groups, _precise);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Geometry(input).OutputShape.DropFirst();

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => Geometry(input).MultiplyAdds;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Conv2dGeometry geometry = Geometry(batch.DropFirst()) with { Batch = batch[0] };
        return PadFirst(batch, Weight.Device.Kernel<Ops.Conv2d.IKernel>().Prepare(Weight, Bias, geometry));
    }

    private static Shape WeightShape(int @in, int @out, Size2d kernel, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@in);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@out);
        kernel.ThrowIfBelow(1, nameof(kernel));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        if (@in % groups != 0 || @out % groups != 0)
        {
            throw new ArgumentException(
                $"Conv2d {@in}→{@out} in {groups} groups: both numbers of channels must be multiples of {groups}.");
        }

        return [kernel.Height, kernel.Width, @in / groups, @out];
    }

    /// <summary>The padding of each side of an image [height, width, in].</summary>
    internal PaddedSides Sides(Shape input) => _padding.Of(input[0], input[1], _kernel, _stride, _dilation);

    /// <summary>
    /// The convolution of one image; of the image with its padding where the sides differ, see <see cref="PadFirst"/>.
    /// </summary>
    internal Conv2dGeometry Geometry(Shape input)
    {
        if (input.Rank != 3 || input[2] != _in)
            throw new ShapeException($"expects images [height, width, {_in}]; got {input}");
        PaddedSides sides = Sides(input);
        CheckExtent(input, input[0], sides.Top, sides.Bottom, _kernel.Height);
        CheckExtent(input, input[1], sides.Left, sides.Right, _kernel.Width);
        Shape images = sides.AreEqual ? input.Prepend(1) : ZeroPad2d.OutputShape(input.Prepend(1), sides);
        return Conv2dGeometry.Of(
            images,
            [_kernel.Height, _kernel.Width, _in / _groups, _out],
            null,
            _stride,
            sides.AreEqual ? sides.Top : 0,
            _dilation,
            _groups,
            _precise);
    }

    /// <summary>For <see cref="Prepare"/>: puts zeros around the images first where the sides differ.</summary>
    internal Action<Tensor, Tensor> PadFirst(Shape batch, Action<Tensor, Tensor> convolve)
    {
        PaddedSides sides = Sides(batch.DropFirst());
        if (sides.AreEqual)
            return convolve;
        Tensor padded = Planned(ZeroPad2d.OutputShape(batch, sides));
        ZeroPad2d.IKernel kernel = Weight.Device.Kernel<ZeroPad2d.IKernel>();
        return (x, y) =>
        {
            kernel.Forward(x, padded, sides.Top, sides.Left);
            convolve(padded, y);
        };
    }

    private void CheckExtent(Shape input, int extent, int before, int behind, int kernel)
    {
        long reach = _dilation * (kernel - 1L) + 1;
        if ((long)before + extent + behind >= reach)
            return;
        long rows = _dilation * (_kernel.Height - 1L) + 1, columns = _dilation * (_kernel.Width - 1L) + 1;
        string padding = before == behind ? $"2·{before}" : $"{before} + {behind}";
        string size = _dilation == 1 ? $"{kernel}" : $"{_dilation}·({kernel} − 1) − 1";
        throw new ShapeException(
            $"expects images of at least {rows}×{columns} pixels with their padding; got {input}: "
            + $"({extent} + {padding} − {size})/{_stride} + 1 leaves no output");
    }
}
