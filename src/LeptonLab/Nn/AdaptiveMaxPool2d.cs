using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// The largest value of each of height · width windows that cover the image, whatever its size; the operation is
/// <see cref="Ops.AdaptiveMaxPool2d"/>. Gives [batch, height, width, channels].
/// </summary>
public sealed class AdaptiveMaxPool2d : Layer
{
    private readonly int _height;
    private readonly int _width;

    /// <summary>Makes the layer.</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result; as many as rows if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public AdaptiveMaxPool2d(int height, int? width = null)
    {
        (_height, _width) = (height, width ?? height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_width, nameof(width));
    }

    internal int Height => _height;

    internal int Width => _width;

    /// <inheritdoc/>
    public override string Description => $"AdaptiveMaxPool2d to {_height}×{_width}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.AdaptiveMaxPool2d.Apply(x, _height, _width);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        PoolShapes.CheckPixels(input);
        return [_height, _width, input[2]];
    }

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.MaxPool2d.IKernel kernel = Device.Cpu.Kernel<Ops.MaxPool2d.IKernel>();
        PoolWindows rows = PoolWindows.Adaptive(batch[1], _height), columns = PoolWindows.Adaptive(batch[2], _width);
        return (x, y) => kernel.Forward(x, y, rows, columns);
    }
}
