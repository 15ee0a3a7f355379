namespace LeptonLab.Nn;

/// <summary>
/// Divides each channel by a power of the mean square of its neighbours; the operation is
/// <see cref="Ops.LocalResponseNorm"/>. Takes [batch, …, channels], gives the same shape.
/// </summary>
public sealed class LocalResponseNorm : Layer
{
    private readonly int _size;
    private readonly float _alpha;
    private readonly float _beta;
    private readonly float _k;

    /// <summary>Makes the layer.</summary>
    /// <param name="size">Channels of a neighbourhood.</param>
    /// <param name="alpha">The weight of their mean square; the α of AlexNet's paper times <paramref name="size"/>.</param>
    /// <param name="beta">The exponent.</param>
    /// <param name="k">What is raised to it where nothing responds.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public LocalResponseNorm(int size = 5, float alpha = 1e-4f, float beta = 0.75f, float k = 1)
    {
        Ops.LocalResponseNorm.Check(size, alpha, beta, k);
        (_size, _alpha, _beta, _k) = (size, alpha, beta, k);
    }

    internal int Size => _size;

    internal float Alpha => _alpha;

    internal float Beta => _beta;

    internal float K => _k;

    /// <inheritdoc/>
    public override string Description => $"LocalResponseNorm over {_size} channels";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.LocalResponseNorm.Apply(x, _size, _alpha, _beta, _k);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank > 0
        ? input
        : throw new ShapeException($"expects images [height, width, channels]; got {input}");

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.LocalResponseNorm.IKernel kernel = Device.Cpu.Kernel<Ops.LocalResponseNorm.IKernel>();
        return (x, y) => kernel.Forward(x, y, _size, _alpha, _beta, _k);
    }
}
