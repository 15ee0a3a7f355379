using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// The largest value of each window; the operation is <see cref="Ops.MaxPool2d"/>. Takes [batch, height, width, channels],
/// gives [batch, ⌊(height + 2·padding − kernel)/stride⌋ + 1, …, channels].
/// </summary>
public sealed class MaxPool2d : Layer
{
    private readonly Size2d _kernel;
    private readonly Size2d _stride;
    private readonly Size2d _padding;

    /// <summary>Makes the layer.</summary>
    /// <param name="kernel">The window's side, or its height and width, in pixels.</param>
    /// <param name="stride">Steps between windows, in pixels; the window's size if left out.</param>
    /// <param name="padding">
    /// By how much windows may begin and end outside the image, in pixels; at most half a window. What lies there never
    /// wins.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the padding is out of its range.</exception>
    public MaxPool2d(Size2d kernel, Size2d? stride = null, Size2d padding = default)
    {
        (_kernel, _stride, _padding) = (kernel, stride ?? kernel, padding);
        PoolShapes.Check(_kernel, _stride, _padding);
    }

    internal Size2d Kernel => _kernel;

    internal Size2d Stride => _stride;

    internal Size2d Padding => _padding;

    internal bool IsTwoByTwo => _kernel == 2 && _stride == 2 && _padding == 0;

    /// <inheritdoc/>
    public override string Description =>
        $"MaxPool2d {_kernel}" + (_stride == _kernel ? "" : $", stride {_stride.Short}")
        + (_padding == 0 ? "" : $", padding {_padding.Short}");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.MaxPool2d.Apply(x, _kernel, _stride, _padding);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        PoolShapes.OutputShape(input, _kernel, _stride, _padding);

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.MaxPool2d.IKernel kernel = Device.Cpu.Kernel<Ops.MaxPool2d.IKernel>();
        (PoolWindows rows, PoolWindows columns) = Ops.MaxPool2d.Windows(batch, _kernel, _stride, _padding);
        return (x, y) => kernel.Forward(x, y, rows, columns);
    }
}
