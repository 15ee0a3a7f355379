using LeptonLab.Data;
using LeptonLab.Numerics;

namespace LeptonLab.Tests;

/// <summary>Noise with a bright stripe whose place tells the class: something that a small model can learn.</summary>
internal sealed class RandomImages(Shape shape, int classes, int count) : IDataset
{
    public int Count => count;

    public Shape SampleShape => shape;

    public IReadOnlyList<string> Classes { get; } = [.. Enumerable.Range(0, classes).Select(c => $"class {c}")];

    public int Label(int index) => index % classes;

    public void Read(int index, Span<float> values)
    {
        var random = new RandomStream(11, (ulong)index);
        int row = shape[0] * Label(index) / classes;
        for (int i = 0; i < values.Length; i++)
            values[i] = random.NextSingle(-1, 1) + (i / (shape[1] * shape[2]) == row ? 2 : 0);
    }
}
