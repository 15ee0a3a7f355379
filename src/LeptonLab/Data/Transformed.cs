using LeptonLab.Data.Transforms;
using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>
/// A dataset whose pictures are changed as they are read:
/// <code>
/// var train = new Transformed(data.Train, new Compose(Crop.Random(28, 28, padding: 2), new Flip(), new Cutout(8)), seed: 1);
/// </code>
/// What chance does to a sample depends on the seed, the epoch and the number of the sample alone, whatever the order in which,
/// and the threads on which, samples are read.
/// </summary>
public sealed class Transformed : IGroupedDataset, IVaryingDataset
{
    // Keeps what is drawn for a sample apart from orders and weights that are drawn from the same seed.
    private const ulong SampleSeed = 0x7A6F5BCDE1;
    private readonly IDataset _source;
    private readonly Transform _transform;
    private readonly ulong _seed;
    private readonly int _epoch;

    /// <summary>Changes the pictures of a dataset.</summary>
    /// <param name="source">The pictures, [height, width, channels], numbers 0 to 1.</param>
    /// <param name="transform">What to do with each; several by <see cref="Compose"/>.</param>
    /// <param name="seed">Chooses what chance does.</param>
    /// <exception cref="ShapeException">The samples are not pictures, or not such as can be changed in this way.</exception>
    public Transformed(IDataset source, Transform transform, ulong seed = 0)
        : this(source, transform, seed, epoch: 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(transform);
        if (source.SampleShape.Rank != 3)
            throw new ShapeException($"Transforms are for pictures [height, width, channels]; the samples are {source.SampleShape}.");
        SampleShape = transform.OutputShape(source.SampleShape);
    }

    private Transformed(IDataset source, Transform transform, ulong seed, int epoch) => (_source, _transform, _seed, _epoch) = (source, transform, seed, epoch);

    /// <inheritdoc/>
    public int Count => _source.Count;

    /// <inheritdoc/>
    public Shape SampleShape { get; private init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => _source.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<string>? Groups => (_source as IGroupedDataset)?.Groups;

    /// <inheritdoc/>
    public IDataset At(int epoch) => new Transformed(_source.InEpoch(epoch), _transform, _seed, epoch) { SampleShape = SampleShape };

    /// <inheritdoc/>
    public int Label(int index) => _source.Label(index);

    /// <inheritdoc/>
    public string Name(int index) => _source.Name(index);

    /// <inheritdoc/>
    public void Read(int index, Span<float> values)
    {
        Shape shape = _source.SampleShape;
        float[] original = new float[shape.Count];
        _source.Read(index, original);
        var random = new RandomStream(_seed ^ SampleSeed, (ulong)_epoch << 32 | (uint)index);
        Sample changed = _transform.Apply(new Sample(shape[0], shape[1], shape[2], original), random);
        changed.Values.CopyTo(values);
    }

    /// <summary>What is done, so that a run with other transforms is told apart.</summary>
    public override string ToString() => $"{_transform}, seed {_seed}";
}
