namespace LeptonLab.Nn;

/// <summary>The leaky rectifier: x where x &gt; 0, slope · x elsewhere, for any shape; the operation is <see cref="Ops.LeakyRelu"/>.</summary>
public sealed class LeakyRelu : Layer
{
    private readonly float _slope;

    /// <summary>Makes the layer.</summary>
    /// <param name="slope">Of the negative side.</param>
    /// <exception cref="ArgumentException">It is not a finite number.</exception>
    public LeakyRelu(float slope = 0.01f)
    {
        if (!float.IsFinite(slope))
            throw new ArgumentException($"LeakyRelu: the slope must be a finite number; it was {slope}.");
        _slope = slope;
    }

    internal float Slope => _slope;

    /// <inheritdoc/>
    public override string Description => $"LeakyRelu, slope {_slope}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LeakyRelu.Apply(x, _slope);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.LeakyRelu.IKernel kernel = Device.Cpu.Kernel<Ops.LeakyRelu.IKernel>();
        return (x, y) => kernel.Forward(x, y, _slope);
    }
}
