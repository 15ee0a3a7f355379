namespace LeptonLab.Nn;

/// <summary>The sigmoid linear unit x σ(x), also called swish, for any shape; the operation is <see cref="Ops.Silu"/>.</summary>
public sealed class Silu : Layer
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Silu.Apply(x);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => Device.Cpu.Kernel<Ops.Silu.IKernel>().Forward;
}
