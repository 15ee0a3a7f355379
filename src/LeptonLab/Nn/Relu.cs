namespace LeptonLab.Nn;

/// <summary>The rectifier max(x, 0), for any shape; the operation is <see cref="Ops.Relu"/>.</summary>
public sealed class Relu : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Relu.Apply(x);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => Device.Cpu.Kernel<Ops.Relu.IKernel>().Forward;
}
