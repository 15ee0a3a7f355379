namespace LeptonLab.Nn;

/// <summary>
/// Adds to every entry of a sequence a learnt vector for where it stands (Gehring et al., "Convolutional Sequence to Sequence
/// Learning", ICML 2017, §3.1): y[n, t] = x[n, t] + P[t]. Takes and gives [batch, time, features].
/// </summary>
public sealed class LearntPositions : Layer
{
    private const float Deviation = 0.02f; // small beside the entries, as in BERT and GPT-2
    private readonly int _positions;
    private readonly int _features;
    private readonly Parameter _weight;

    /// <summary>Makes the layer; the weight P is [positions, features], normal with standard deviation 0.02.</summary>
    /// <param name="positions">The length of the longest sequence.</param>
    /// <param name="features">Numbers in an entry.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    public LearntPositions(int positions, int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(positions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        (_positions, _features) = (positions, features);
        _weight = AddParameter("weight", [positions, features], Initializers.Normal(Deviation));
    }

    /// <summary>P.</summary>
    public Tensor Weight => _weight;

    /// <inheritdoc/>
    public override string Description => $"LearntPositions {_positions}, {_features}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, first: 0);

    /// <summary>The same where the first entry stands at another position: for decoding.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="first">The position of the first entry.</param>
    /// <exception cref="ShapeException">The sequence reaches beyond the last position.</exception>
    public Tensor Forward(Tensor x, int first)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        SequenceShape.Check(this, x.Shape, _features);
        CheckEnd((long)first + x.Shape[1]);
        return x + _weight.Value.Slice(0, first, x.Shape[1]);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Shape output = SequenceShape.Sample(input, _features);
        CheckEnd(input[0]);
        return output;
    }

    private void CheckEnd(long end)
    {
        if (end > _positions)
            throw new ShapeException($"{this} has {_positions} positions; a sequence that ends at position {end} is too long for it.");
    }
}
