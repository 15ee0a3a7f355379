namespace LeptonLab.Nn;

/// <summary>The exponential linear unit: x where x &gt; 0, α (eˣ − 1) elsewhere, for any shape; the operation is <see cref="Ops.Elu"/>.</summary>
public sealed class Elu : Layer
{
    private readonly float _alpha;

    /// <summary>Makes the layer.</summary>
    /// <param name="alpha">α: minus the value that very negative numbers tend to.</param>
    /// <exception cref="ArgumentException">It is not a finite number.</exception>
    public Elu(float alpha = 1)
    {
        if (!float.IsFinite(alpha))
            throw new ArgumentException($"Elu: the alpha must be a finite number; it was {alpha}.");
        _alpha = alpha;
    }

    internal float Alpha => _alpha;

    /// <inheritdoc/>
    public override string Description => _alpha == 1 ? "Elu" : $"Elu, alpha {_alpha}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Elu.Apply(x, _alpha);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.Elu.IKernel kernel = Device.Cpu.Kernel<Ops.Elu.IKernel>();
        return (x, y) => kernel.Forward(x, y, _alpha);
    }
}
