namespace LeptonLab.Nn;

/// <summary>The hyperbolic tangent, for any shape; the operation is <see cref="Ops.Tanh"/>.</summary>
public sealed class Tanh : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Tanh.Apply(x);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => Device.Cpu.Kernel<Ops.Tanh.IKernel>().Forward;
}
