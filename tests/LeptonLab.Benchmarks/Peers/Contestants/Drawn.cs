using LeptonLab.Nn;
using LeptonLab.Numerics;

namespace LeptonLab.Benchmarks.Peers.Contestants;

/// <summary>The numbers that both sides start from: drawn from one seed, in our layout, by each side for itself.</summary>
internal static class Drawn
{
    private const ulong Seed = 2026;
    private const ulong ImageStream = 1000, LabelStream = 1001, BiasStream = 1002;

    /// <summary>The learning rate of the training cases; a large one kills units, and a dead unit costs nothing to train.</summary>
    internal const float LearningRate = 1e-4f;

    internal static void Fill(Span<float> values, ulong stream, float low = -1, float high = 1)
    {
        var random = new RandomStream(Seed, stream);
        foreach (ref float value in values)
            value = random.NextSingle(low, high);
    }

    internal static Tensor Tensor(Shape shape, ulong stream, float low = -1, float high = 1)
    {
        var tensor = LeptonLab.Tensor.Zeros(shape);
        Fill(tensor.AsSpan(), stream, low, high);
        return tensor;
    }

    /// <summary>Pixels from 0 to 1.</summary>
    internal static void FillImages(Span<float> pixels) => Fill(pixels, ImageStream, 0, 1);

    /// <inheritdoc cref="FillImages"/>
    internal static Tensor Images(Shape shape)
    {
        var images = LeptonLab.Tensor.Zeros(shape);
        FillImages(images.AsSpan());
        return images;
    }

    /// <summary>Tokens as the layers take them, whole numbers from 0 up.</summary>
    internal static Tensor Tokens(Shape shape, int vocabulary)
    {
        var random = new RandomStream(Seed, ImageStream);
        return LeptonLab.Tensor.From([.. Enumerable.Range(0, shape.Count).Select(_ => (float)random.NextInt32(vocabulary))], shape);
    }

    internal static int[] Labels(int count, int classes)
    {
        var random = new RandomStream(Seed, LabelStream);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(classes))];
    }

    /// <summary>
    /// Draws a model's weights; the biases too, which start at zero otherwise and would have no scale to compare with, and
    /// what a normalization multiplies by, adds and remembers.
    /// </summary>
    internal static T Weights<T>(T model)
        where T : Module
    {
        model.Initialize(Seed);
        foreach ((string name, Tensor parameter) in model.NamedParameters())
            parameter.Name = name;
        ulong stream = BiasStream;
        foreach ((string name, Tensor values) in model.Weights().Where(weight => weight.Value.Shape.Rank == 1))
        {
            bool isScale = name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);
            Fill(values.AsSpan(), stream++, isScale ? 0.5f : -0.1f, isScale ? 1.5f : 0.1f);
        }

        return model;
    }
}
