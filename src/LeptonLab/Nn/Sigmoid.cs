namespace LeptonLab.Nn;

/// <summary>The logistic function, 1 / (1 + exp(−x)), for any shape; the operation is <see cref="Ops.Sigmoid"/>.</summary>
public sealed class Sigmoid : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Sigmoid.Apply(x);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => Device.Cpu.Kernel<Ops.Sigmoid.IKernel>().Forward;
}
