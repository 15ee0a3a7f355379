namespace LeptonLab.Data;

/// <summary>Samples that are the rows of a tensor.</summary>
public sealed class TensorDataset : IGroupedDataset
{
    private readonly Tensor _samples;
    private readonly int[] _labels;

    /// <summary>Makes a dataset over a tensor, which it keeps (no copy).</summary>
    /// <param name="samples">The samples: [count, …]; images [count, height, width, channels].</param>
    /// <param name="labels">The class of each sample.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="groups">The group of each sample, such as a patient; null if unknown.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public TensorDataset(Tensor samples, int[] labels, IReadOnlyList<string> classes, string[]? groups = null)
    {
        int count = samples.Shape.Rank == 0 ? -1 : samples.Shape[0];
        if (labels.Length != count || (groups?.Length ?? count) != count)
        {
            throw new ArgumentException(
                $"The samples have the shape {samples.Shape}, but there are {labels.Length} labels or {groups?.Length} groups.");
        }

        if (Array.FindIndex(labels, label => (uint)label >= (uint)classes.Count) is var wrong and >= 0)
            throw new ArgumentException($"Sample {wrong} has label {labels[wrong]}; labels are 0 to {classes.Count - 1}.");
        (_samples, _labels, Classes, Groups) = (samples, labels, classes, groups);
        SampleShape = samples.Shape.DropFirst();
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <inheritdoc/>
    public Shape SampleShape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string>? Groups { get; }

    /// <inheritdoc/>
    public int Label(int index) => _labels[index];

    /// <inheritdoc/>
    public void Read(int index, Span<float> values) =>
        _samples.AsSpan().Slice(index * SampleShape.Count, SampleShape.Count).CopyTo(values);
}
