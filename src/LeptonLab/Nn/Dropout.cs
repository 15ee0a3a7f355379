using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// Sets numbers to zero at random in training and makes the rest larger, so that the expected value stays; passes all on
/// unchanged in use. The operation is <see cref="Ops.Dropout"/>. Any shape.
/// </summary>
/// <remarks>
/// Its masks come from a seed of its own, which is drawn with the weights of the model around it: every dropout layer of a
/// model has other masks, every pass has others, and the same program has the same.
/// </remarks>
public sealed class Dropout : Layer, IRandomLayer
{
    private ulong? _seed;
    private ulong _draws;

    /// <summary>Makes the layer.</summary>
    /// <param name="probability">How likely a number is to be set to zero, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not one.</exception>
    public Dropout(float probability = 0.5f)
    {
        if (probability is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), $"A probability is from 0 to 1; this one is {probability}.");
        Probability = probability;
    }

    /// <summary>How likely a number is to be set to zero.</summary>
    public float Probability { get; }

    ulong IRandomLayer.Seed
    {
        get => Seed();
        set => _seed = value;
    }

    ulong IRandomLayer.Draws
    {
        get => _draws;
        set => _draws = value;
    }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"Dropout {Probability}");

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => IsTraining && Probability > 0
        ? Ops.Dropout.Apply(x, new DropoutMask(Probability, Seed(), stream: 0, _draws++))
        : x;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    internal override Action<Tensor, Tensor> Prepare(Shape batch) => static (x, y) => x.Values.CopyTo(y.AsSpan());

    private protected override void DrawOwn(RandomStream random, bool again)
    {
        ulong drawn = random.NextUInt64();
        if (again || _seed is null)
            (_seed, _draws) = (drawn, 0);
    }

    private ulong Seed()
    {
        if (_seed is null)
            DrawFirst();
        return _seed!.Value;
    }
}
