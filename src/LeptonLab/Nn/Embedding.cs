namespace LeptonLab.Nn;

/// <summary>
/// A learnt vector for each token; the operation is <see cref="Ops.Embedding"/>. Takes tokens, whole numbers in a tensor of
/// any shape such as [batch, time], and gives one more axis: [batch, time, features].
/// </summary>
public sealed class Embedding : Layer
{
    private readonly int _vocabulary;
    private readonly int _features;
    private readonly int? _padding;
    private readonly Parameter _weight;

    /// <summary>Makes the layer; the weight is [vocabulary, features], drawn from the normal distribution.</summary>
    /// <param name="vocabulary">How many tokens there are: 0 … vocabulary − 1.</param>
    /// <param name="features">Numbers in a vector.</param>
    /// <param name="padding">A token that fills up short sequences: its vector is 0 and stays so. Null: there is none.</param>
    /// <param name="deviation">The standard deviation of the first values.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the padding token outside the vocabulary.</exception>
    public Embedding(int vocabulary, int features, int? padding = null, float deviation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabulary);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        if (padding is { } token && (uint)token >= (uint)vocabulary)
        {
            throw new ArgumentOutOfRangeException(
                nameof(padding), $"The padding token {token} is outside the vocabulary, tokens 0 to {vocabulary - 1}.");
        }

        (_vocabulary, _features, _padding) = (vocabulary, features, padding);
        _weight = AddParameter("weight", [vocabulary, features], (weight, random) =>
        {
            Initializers.Normal(deviation)(weight, random);
            if (padding is { } row)
                weight.AsSpan().Slice(row * features, features).Clear();
        });
    }

    /// <summary>The vectors, one row for each token.</summary>
    public Tensor Weight => _weight;

    /// <inheritdoc/>
    public override string Description => $"Embedding {_vocabulary:N0}→{_features}";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An element is no token; the message has its position.</exception>
    public override Tensor Forward(Tensor x)
    {
        int[] tokens = new int[x.Count];
        ReadOnlySpan<float> elements = x.Values;
        for (int i = 0; i < tokens.Length; i++)
        {
            float element = elements[i];
            if (!(element >= 0 && element < _vocabulary && element == MathF.Floor(element)))
            {
                throw new ArgumentException(
                    $"{this} takes tokens, whole numbers 0 to {_vocabulary - 1}; "
                    + $"at {Position(x.Shape, i)} of {x.Shape} stands {element:R}.");
            }

            tokens[i] = (int)element;
        }

        return Ops.Embedding.Apply(_weight, tokens, _padding).Reshape(OutputShape(x.Shape));
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => new([.. input, _features]);

    private static string Position(Shape shape, int index)
    {
        int[] position = new int[shape.Rank];
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
            (index, position[axis]) = Math.DivRem(index, shape[axis]);

        return $"[{string.Join(", ", position)}]";
    }
}
