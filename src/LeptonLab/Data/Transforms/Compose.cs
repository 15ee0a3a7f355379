using LeptonLab.Numerics;

namespace LeptonLab.Data.Transforms;

/// <summary>
/// Several transforms, one after the other. Each draws random numbers of its own, so that what one draws does not change what
/// the next one does.
/// </summary>
public sealed record Compose : Transform
{
    private readonly Transform[] _transforms;

    /// <summary>Joins transforms.</summary>
    /// <param name="transforms">In the order in which they are applied; none changes nothing.</param>
    public Compose(params Transform[] transforms)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        if (Array.IndexOf(transforms, null) is var missing and >= 0)
            throw new ArgumentException($"Transform {missing} is null.");
        _transforms = [.. transforms];
    }

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        foreach (Transform transform in _transforms)
            sample = transform.Apply(sample, new RandomStream(random.NextUInt64(), random.Stream));
        return sample;
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _transforms.Aggregate(input, (shape, transform) => transform.OutputShape(shape));

    /// <summary>The transforms in a row.</summary>
    public override string ToString() => string.Join(", ", _transforms.Select(transform => $"{transform}"));
}

/// <summary>A transform that is applied to a part of the pictures.</summary>
/// <param name="Transform">What to apply.</param>
/// <param name="Probability">To which share, 0 to 1.</param>
public sealed record Sometimes(Transform Transform, double Probability = 0.5) : Transform
{
    /// <summary>What to apply; it must keep the shape.</summary>
    public Transform Transform { get; } = Transform ?? throw new ArgumentNullException(nameof(Transform));

    /// <summary>To which share, 0 to 1.</summary>
    public double Probability { get; } = InRange(Probability, 0, 1, nameof(Probability));

    /// <inheritdoc/>
    public override Sample Apply(Sample sample, RandomStream random) =>
        random.NextDouble() < Probability ? Transform.Apply(sample, random) : sample;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Transform.OutputShape(input) is var output && output == input
        ? input
        : throw new ShapeException($"{Transform} makes {output} of {input}, so it cannot be applied to some pictures only.");
}
