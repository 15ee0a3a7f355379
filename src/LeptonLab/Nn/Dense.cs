namespace LeptonLab.Nn;

/// <summary>
/// A fully connected layer; the operation is <see cref="Ops.Dense"/>. Takes [batch, in], gives [batch, out].
/// </summary>
public sealed class Dense : WeightedLayer
{
    private readonly int _in;
    private readonly int _out;

    /// <summary>Makes the layer; the weight is [in, out].</summary>
    /// <param name="in">Numbers in a sample.</param>
    /// <param name="out">Numbers in a result.</param>
    /// <param name="bias">Whether a bias is added; in front of a normalization, which takes it away, it is idle.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public Dense(int @in, int @out, bool bias = true)
        : base(WeightShape(@in, @out), @out, @in, bias) => (_in, _out) = (@in, @out);

    /// <inheritdoc/>
    public override string Description => $"Dense {_in}→{_out}" + (HasBias ? "" : ", no bias");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Ops.Dense.Apply(x, Weight, Bias);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (input.Rank != 1)
        {
            throw new ShapeException(
                $"expects vectors [{_in}]; got {input}. Put a Flatten before it: {string.Join("·", input)} = {input.Count}");
        }

        return input[0] == _in
            ? [_out]
            : throw new ShapeException($"expects vectors [{_in}]; got {input}. For these images write new Dense({input[0]}, {_out})");
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => (long)_in * _out;

    internal override Action<Tensor, Tensor> Prepare(Shape batch)
    {
        Ops.Dense.IKernel kernel = Weight.Device.Kernel<Ops.Dense.IKernel>();
        return (x, y) => kernel.Forward(x, Weight, Bias, y);
    }

    private static Shape WeightShape(int @in, int @out)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@in);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(@out);
        return [@in, @out];
    }
}
