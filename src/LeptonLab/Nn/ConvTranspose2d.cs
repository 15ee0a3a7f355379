using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A bank of learnt kernels that every pixel lays into a larger image; the operation is <see cref="Ops.ConvTranspose2d"/>.
/// Takes [batch, height, width, in], gives [batch, stride·(height − 1) + dilation·(kernel − 1) + 1 − 2·padding +
/// outputPadding, …, out].
/// </summary>
public sealed class ConvTranspose2d : WeightedLayer
{
    private readonly int _in;
    private readonly int _out;
    private readonly Size2d _kernel;
    private readonly int _stride;
    private readonly int _padding;
    private readonly int _outputPadding;
    private readonly int _dilation;
    private readonly int _groups;

    /// <summary>Makes the layer; the weight is [kernel height, kernel width, out/groups, in].</summary>
    /// <param name="in">Input channels.</param>
    /// <param name="out">Output channels.</param>
    /// <param name="kernel">The kernels' side, or their height and width, in pixels.</param>
    /// <param name="stride">From one copy of a kernel to the next, in pixels: how much larger the image becomes.</param>
    /// <param name="padding">Rows and columns of the result that are left out on every side.</param>
    /// <param name="outputPadding">Rows and columns that are added at the bottom and at the right; fewer than the stride.</param>
    /// <param name="dilation">From one weight of a kernel to the next, in pixels.</param>
    /// <param name="groups">Groups of channels that are convolved on their own.</param>
    /// <param name="bias">Whether a bias is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    /// <exception cref="ArgumentException">The channels are not multiples of the groups.</exception>
    public ConvTranspose2d(
        int @in,
        int @out,
        Size2d kernel,
        int stride = 1,
        int padding = 0,
        int outputPadding = 0,
        int dilation = 1,
        int groups = 1,
        bool bias = true)
        : base(WeightShape(@in, @out, kernel, stride, groups), @out, Terms(@in, kernel, stride, groups), bias)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfNegative(outputPadding);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(outputPadding, stride);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dilation);
        (_in, _out, _kernel, _stride, _padding) = (@in, @out, kernel, stride, padding);
        (_outputPadding, _dilation, _groups) = (outputPadding, dilation, groups);
    }

    internal int Stride => _stride;

    internal int Padding => _padding;

    internal int OutputPadding => _outputPadding;

    internal int Dilation => _dilation;

    internal int Groups => _groups;

    /// <inheritdoc/>
    public override string Description =>
        $"ConvTranspose2d {_kernel}, {_in}→{_out}"
        + (_stride == 1 ? "" : $", stride {_stride}") + (_padding == 0 ? "" : $", padding {_padding}")
        + (_outputPadding == 0 ? "" : $", output padding {_outputPadding}")
        + (_dilation == 1 ? "" : $", dilation {_dilation}") + (_groups == 1 ? "" : $", {_groups} groups")
        + (HasBias ? "" : ", no bias");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) =>
        Ops.ConvTranspose2d.Apply(x, Weight, Bias, _stride, _padding, _outputPadding, _dilation, _groups);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Conv2dGeometry g = Geometry(input);
        return [g.Height, g.Width, g.In];
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => Geometry(input).MultiplyAdds;

    private Conv2dGeometry Geometry(Shape input)
    {
        if (input.Rank != 3 || input[2] != _in)
            throw new ShapeException($"expects images [height, width, {_in}]; got {input}");
        Shape weight = [_kernel.Height, _kernel.Width, _out / _groups, _in];
        try
        {
            return Ops.ConvTranspose2d.Geometry(
                input.Prepend(1), weight, null, _stride, _padding, _outputPadding, _dilation, _groups);
        }
        catch (ArgumentException misfit) when (misfit is not ShapeException)
        {
            throw new ShapeException($"does not fit images {input}: {misfit.Message}");
        }
    }

    private static Shape WeightShape(int @in, int @out, Size2d kernel, int stride, int groups)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@in);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@out);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        kernel.ThrowIfBelow(1, nameof(kernel));
        if (@in % groups != 0 || @out % groups != 0)
        {
            throw new ArgumentException(
                $"ConvTranspose2d {@in}→{@out} in {groups} groups: both numbers of channels must be multiples of {groups}.");
        }

        return [kernel.Height, kernel.Width, @out / groups, @in];
    }

    // As many copies of the kernel as lie over each other at a pixel, on average.
    private static int Terms(int @in, Size2d kernel, int stride, int groups) =>
        (int)Math.Max(1, (long)kernel.Height * kernel.Width * (@in / groups) / ((long)stride * stride));
}
