namespace LeptonLab.Nn;

/// <summary>The Gaussian error linear unit x Φ(x), for any shape; the operation is <see cref="Ops.Gelu"/>.</summary>
public sealed class Gelu : Layer
{
    private readonly bool _approximate;

    /// <summary>Makes the layer.</summary>
    /// <param name="approximate">Whether to take the approximation by tanh, as BERT and GPT-2 do.</param>
    public Gelu(bool approximate = false)
    {
        _approximate = approximate;
    }

    internal bool IsApproximate => _approximate;

    /// <inheritdoc/>
    public override string Description => _approximate ? "Gelu, by tanh" : "Gelu";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Gelu.Apply(x, _approximate);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.Gelu.IKernel kernel = Device.Cpu.Kernel<Ops.Gelu.IKernel>();
        return (x, y) => kernel.Forward(x, y, _approximate);
    }
}
