namespace LeptonLab.Nn;

/// <summary>The smooth rectifier ln(1 + eˣ), for any shape; the operation is <see cref="Ops.Softplus"/>.</summary>
public sealed class Softplus : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Softplus.Apply(x);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => Device.Cpu.Kernel<Ops.Softplus.IKernel>().Forward;
}
