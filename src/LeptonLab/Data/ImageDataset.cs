using LeptonLab.IO;

namespace LeptonLab.Data;

/// <summary>
/// Pictures of one size in memory, a byte per sample of colour; read as numbers 0 to 1. What <see cref="ImageFolder"/>
/// and <see cref="IdxDataset"/> load.
/// </summary>
public sealed class ImageDataset : IGroupedDataset
{
    private readonly ReadOnlyMemory<byte>[] _pixels;
    private readonly int[] _labels;
    private readonly string[]? _names;

    /// <summary>Makes a dataset from pictures, without copying them.</summary>
    /// <param name="sampleShape">[height, width, channels] of every picture.</param>
    /// <param name="pixels">The bytes of each picture, row by row, channels interleaved.</param>
    /// <param name="labels">The class of each picture.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="groups">The group of each picture, such as a patient; null if unknown.</param>
    /// <param name="names">What to call each picture, such as its file; null to call it by its number.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public ImageDataset(
        Shape sampleShape,
        ReadOnlyMemory<byte>[] pixels,
        int[] labels,
        IReadOnlyList<string> classes,
        string[]? groups = null,
        string[]? names = null)
    {
        if (sampleShape.Rank != 3)
            throw new ArgumentException($"A picture has the shape [height, width, channels], not {sampleShape}.");
        int count = pixels.Length;
        if (labels.Length != count || (groups?.Length ?? count) != count || (names?.Length ?? count) != count)
        {
            throw new ArgumentException(
                $"There are {count} pictures, but {labels.Length} labels, {groups?.Length} groups or {names?.Length} names.");
        }

        if (Array.FindIndex(pixels, p => p.Length != sampleShape.Count) is var odd and >= 0)
        {
            throw new ArgumentException(
                $"Picture {odd} has {pixels[odd].Length:N0} bytes; one of shape {sampleShape} has {sampleShape.Count:N0}.");
        }

        if (Array.FindIndex(labels, label => (uint)label >= (uint)classes.Count) is var wrong and >= 0)
            throw new ArgumentException($"Picture {wrong} has label {labels[wrong]}; labels are 0 to {classes.Count - 1}.");
        (SampleShape, _pixels, _labels, Classes, Groups, _names) = (sampleShape, pixels, labels, classes, groups, names);
    }

    /// <inheritdoc/>
    public int Count => _pixels.Length;

    /// <inheritdoc/>
    public Shape SampleShape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string>? Groups { get; }

    /// <summary>What a picture is called: its file, or its number.</summary>
    public string Name(int index) => _names?[index] ?? $"#{index}";

    /// <inheritdoc/>
    public int Label(int index) => _labels[index];

    /// <summary>The bytes of a picture, row by row, channels interleaved.</summary>
    public ReadOnlyMemory<byte> Pixels(int index) => _pixels[index];

    /// <summary>A copy of a picture.</summary>
    public Image Image(int index) => new(SampleShape[1], SampleShape[0], SampleShape[2], _pixels[index].ToArray());

    /// <inheritdoc/>
    public void Read(int index, Span<float> values) => ByteScale.ToUnit(_pixels[index].Span, values[..SampleShape.Count]);

    /// <summary>These pictures in another size (see <see cref="IO.Image.Resize"/>); this dataset itself if nothing changes.</summary>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    public ImageDataset Resized(int height, int width)
    {
        if (height == SampleShape[0] && width == SampleShape[1])
            return this;

        var scaled = new ReadOnlyMemory<byte>[Count];
        Parallel.For(0, Count, index => scaled[index] = Image(index).Resize(width, height).Pixels);
        return new ImageDataset([height, width, SampleShape[2]], scaled, _labels, Classes, Groups?.ToArray(), _names);
    }
}
