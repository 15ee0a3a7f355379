namespace LeptonLab.Nn;

/// <summary>
/// Puts a learnt entry in front of a sequence, for what is to be said of the whole of it (Devlin et al., "BERT", NAACL 2019,
/// §3): [batch, time, features] to [batch, time + 1, features].
/// </summary>
public sealed class ClassToken : Layer
{
    private readonly int _features;
    private readonly Parameter _token;

    /// <summary>Makes the layer; the entry is drawn with deviation 0.02.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no features.</exception>
    public ClassToken(int features)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        _features = features;
        _token = AddParameter("weight", [1, 1, features], Initializers.Normal(0.02f));
    }

    /// <summary>The entry, [1, 1, features].</summary>
    public Tensor Weight => _token;

    /// <inheritdoc/>
    public override string Description => $"ClassToken {_features}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x)
    {
        OutputShape(x.Shape.DropFirst());
        return Tensor.Concat(1, Weight.BroadcastTo([x.Shape[0], 1, _features]), x);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input.Rank == 2 && input[1] == _features
        ? [input[0] + 1, _features]
        : throw new ShapeException($"expects sequences [time, {_features}]; got {input}");
}
