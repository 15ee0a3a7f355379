namespace LeptonLab.Nn;

/// <summary>
/// The affine map of the last axis, whatever stands before it: takes [batch, in] or [batch, time, in], and maps each entry
/// by itself; the operation is <see cref="Ops.Dense"/>. What a Transformer is made of; for flat features there is
/// <see cref="Dense"/>.
/// </summary>
/// <remarks>
/// The weight is drawn after Glorot and Bengio, see <see cref="Initializers.Glorot"/>, and a hundred times smaller where it is the
/// last of a model, which then starts undecided, as with <see cref="Dense"/>; the bias starts at 0.
/// </remarks>
public sealed class Linear : Layer
{
    private readonly int _in;
    private readonly int _out;
    private readonly Parameter _weight;
    private readonly Parameter? _bias;

    /// <summary>Makes the layer; the weight is [in, out].</summary>
    /// <param name="in">Numbers in an entry.</param>
    /// <param name="out">Numbers in a result.</param>
    /// <param name="bias">Whether one number is added to each output.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Linear(int @in, int @out, bool bias = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@in);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@out);
        (_in, _out) = (@in, @out);
        _weight = AddParameter("weight", [@in, @out], (weight, random) =>
            Initializers.Uniform((IsHead ? WeightedLayer.HeadScale : 1) * MathF.Sqrt(6f / ((float)@in + @out)))(weight, random));
        _bias = bias ? AddParameter("bias", [@out]) : null;
    }

    /// <summary>The weight.</summary>
    public Tensor Weight => _weight;

    /// <summary>The bias, one number for each output; null if there is none.</summary>
    public Tensor? Bias => _bias?.Value;

    /// <inheritdoc/>
    public override string Description => $"Linear {_in}→{_out}";

    /// <inheritdoc/>
    /// <exception cref="ShapeException">The last axis is another one.</exception>
    public override Tensor Forward(Tensor x)
    {
        Shape shape = x.Shape.Rank == 0
            ? throw new ShapeException($"{this} maps the last axis, [..., {_in}]; got a scalar.")
            : OutputShape(x.Shape.DropFirst(), x.Shape).Prepend(x.Shape[0]);
        if (x.Shape.Rank == 2)
            return Ops.Dense.Apply(x, _weight, Bias);
        Shape entries = [x.Count / _in, _in];
        return Ops.Dense.Apply(x.Reshape(entries), _weight, Bias).Reshape(shape);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => OutputShape(input, input);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => (long)input.Count * _out;

    private Shape OutputShape(Shape input, Shape named) => input.Rank > 0 && input[^1] == _in
        ? new([.. input.Extents[..^1], _out])
        : throw new ShapeException($"{this} maps the last axis, [..., {_in}]; got {named}");
}
