namespace LeptonLab.Nn;

/// <summary>
/// The largest value of each window; the operation is <see cref="Ops.MaxPool2d"/>. Takes [batch, height, width, channels],
/// gives [batch, ⌊(height − kernel)/stride⌋ + 1, …, channels].
/// </summary>
public sealed class MaxPool2d : Layer
{
    private readonly int _kernel;
    private readonly int _stride;

    /// <summary>Makes the layer.</summary>
    /// <param name="kernel">The window's side, in pixels.</param>
    /// <param name="stride">Steps between windows, in pixels; the window's side if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public MaxPool2d(int kernel, int? stride = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernel);
        (_kernel, _stride) = (kernel, stride ?? kernel);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_stride, nameof(stride));
    }

    internal int Kernel => _kernel;

    internal int Stride => _stride;

    internal bool IsTwoByTwo => _kernel == 2 && _stride == 2;

    /// <inheritdoc/>
    public override string Description => $"MaxPool2d {_kernel}×{_kernel}" + (_stride == _kernel ? "" : $", stride {_stride}");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.MaxPool2d.Apply(x, _kernel, _stride);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (input.Rank != 3)
            throw new ShapeException($"expects images [height, width, channels]; got {input}");
        if (Math.Min(input[0], input[1]) < _kernel)
        {
            throw new ShapeException(
                $"expects images of at least {_kernel}×{_kernel} pixels; got {input}: "
                + $"⌊({Math.Min(input[0], input[1])} − {_kernel})/{_stride}⌋ + 1 leaves no output");
        }

        return Ops.MaxPool2d.OutputShape(input.Prepend(1), _kernel, _stride).DropFirst();
    }

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.MaxPool2d.IKernel kernel = Device.Cpu.Kernel<Ops.MaxPool2d.IKernel>();
        return (x, y) => kernel.Forward(x, y, _kernel, _stride);
    }
}
