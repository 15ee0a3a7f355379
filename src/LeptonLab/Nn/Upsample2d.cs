using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// Images larger by a whole factor; the operation is <see cref="Ops.Upsample2d"/>. Takes [batch, height, width, channels], gives
/// [batch, scale · height, scale · width, channels].
/// </summary>
public sealed class Upsample2d : Layer
{
    private readonly int _scale;
    private readonly UpsampleMode _mode;

    /// <summary>Makes the layer.</summary>
    /// <param name="scale">The factor for height and width.</param>
    /// <param name="mode">How to fill in.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not positive, or there is no such mode.</exception>
    public Upsample2d(int scale, UpsampleMode mode = UpsampleMode.Nearest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException(nameof(mode), $"There is no upsampling {mode}.");
        (_scale, _mode) = (scale, mode);
    }

    internal int Scale => _scale;

    internal UpsampleMode Mode => _mode;

    /// <inheritdoc/>
    public override string Description => $"Upsample2d ×{_scale}" + (_mode == UpsampleMode.Nearest ? "" : ", bilinear");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Upsample2d.Apply(x, _scale, _mode);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 3 && input[0] > 0 && input[1] > 0
        ? Ops.Upsample2d.OutputShape(input.Prepend(1), _scale).DropFirst()
        : throw new ShapeException($"expects images [height, width, channels]; got {input}");

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.Upsample2d.IKernel kernel = Device.Cpu.Kernel<Ops.Upsample2d.IKernel>();
        return (x, y) => kernel.Forward(x, y, _mode);
    }
}
