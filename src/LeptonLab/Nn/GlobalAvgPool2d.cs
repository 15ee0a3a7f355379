using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// The mean of each channel over the whole image; the operation is <see cref="Ops.GlobalAvgPool2d"/>. Takes
/// [batch, height, width, channels], gives [batch, channels]: no <see cref="Flatten"/> is needed behind it.
/// </summary>
public sealed class GlobalAvgPool2d : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.GlobalAvgPool2d.Apply(x);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        PoolShapes.CheckPixels(input);
        return [input[2]];
    }

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.AvgPool2d.IKernel kernel = Device.Cpu.Kernel<Ops.AvgPool2d.IKernel>();
        PoolWindows rows = PoolWindows.Adaptive(batch[1], 1), columns = PoolWindows.Adaptive(batch[2], 1);
        return (x, y) => kernel.Forward(x, y, rows, columns, countPadding: false);
    }
}
