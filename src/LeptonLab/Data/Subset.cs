namespace LeptonLab.Data;

/// <summary>Some samples of another dataset, in a given order.</summary>
public sealed class Subset : IGroupedDataset, IVaryingDataset
{
    private readonly IDataset _whole;
    private readonly int[] _indices;

    /// <summary>Chooses samples.</summary>
    /// <param name="whole">The dataset to choose from.</param>
    /// <param name="indices">Which samples, in which order; repetition is allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sample.</exception>
    public Subset(IDataset whole, ReadOnlySpan<int> indices)
    {
        foreach (int index in indices)
        {
            if ((uint)index >= (uint)whole.Count)
                throw new ArgumentOutOfRangeException(nameof(indices), $"There is no sample {index}: the dataset has {whole.Count}.");
        }

        (_whole, _indices) = (whole, indices.ToArray());
        Groups = (whole as IGroupedDataset)?.Groups is { } groups ? [.. _indices.Select(index => groups[index])] : null;
    }

    private Subset(IDataset whole, int[] indices, IReadOnlyList<string>? groups) => (_whole, _indices, Groups) = (whole, indices, groups);

    /// <summary>Where each sample is in the whole dataset.</summary>
    public IReadOnlyList<int> Indices => _indices;

    /// <inheritdoc/>
    public int Count => _indices.Length;

    /// <inheritdoc/>
    public Shape SampleShape => _whole.SampleShape;

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes => _whole.Classes;

    /// <inheritdoc/>
    public IReadOnlyList<string>? Groups { get; }

    /// <inheritdoc/>
    public int Label(int index) => _whole.Label(_indices[index]);

    /// <inheritdoc/>
    public string Name(int index) => _whole.Name(_indices[index]);

    /// <inheritdoc/>
    public IDataset At(int epoch) => _whole is IVaryingDataset varying ? new Subset(varying.At(epoch), _indices, Groups) : this;

    /// <inheritdoc/>
    public void Read(int index, Span<float> values) => _whole.Read(_indices[index], values);
}
