using LeptonLab.IO;
using LeptonLab.Training;

namespace LeptonLab.Data;

/// <summary>Pictures with a class for each pixel: what a <see cref="Nn.Models.UNet"/> learns from.</summary>
/// <param name="Images">[batch, height, width, channels], 0 … 1.</param>
/// <param name="Labels">The class of each pixel, row by row, picture by picture: what <see cref="Ops.SoftmaxCrossEntropy"/> takes.</param>
public sealed record SegmentationBatch(Tensor Images, int[] Labels);

/// <summary>Pictures with boxes: what a <see cref="Nn.Models.GridDetector"/> learns from.</summary>
/// <param name="Images">[batch, height, width, channels], 0 … 1.</param>
/// <param name="Objects">The objects of each picture, in pixels.</param>
public sealed record DetectionBatch(Tensor Images, TrueObject[][] Objects);

/// <summary>Lines of text of one height: what a <see cref="Nn.Models.Crnn"/> learns from.</summary>
/// <param name="Images">[batch, height, width, 1], 0 … 1; shorter lines go on with their last column.</param>
/// <param name="Texts">The classes of the characters of each line, from 1.</param>
/// <param name="Widths">The width of each line in pixels, without what was added.</param>
public sealed record TextBatch(Tensor Images, int[][] Texts, int[] Widths);

/// <summary>Makes batches from pictures.</summary>
internal static class ScenesBatches
{
    /// <summary>Pictures side by side; narrower ones go on with their last column up to the given width.</summary>
    internal static Tensor Images(IReadOnlyList<Image> images, int width)
    {
        (int height, int channels) = (images[0].Height, images[0].Channels);
        var batch = new Tensor([images.Count, height, width, channels]);
        Span<float> values = batch.AsSpan();
        for (int n = 0; n < images.Count; n++)
        {
            for (int y = 0; y < height; y++)
            {
                Span<float> row = values.Slice((n * height + y) * width * channels, width * channels);
                int own = images[n].Width * channels;
                ByteScale.ToUnit(images[n].Row(y), row[..own]);
                for (int i = own; i < row.Length; i++)
                    row[i] = row[i - channels];
            }
        }

        return batch;
    }

    /// <summary>Batches over samples that are drawn once, when the first batch is asked for, by several threads.</summary>
    internal static SampleBatches<TBatch> Over<TSample, TBatch>(
        IReadOnlyList<int> samples, int batchSize, ulong seed, bool shuffle, Func<int, TSample> generate, Func<TSample[], TBatch> collect)
    {
        ArgumentNullException.ThrowIfNull(samples);
        int[] numbers = [.. samples];
        if (numbers.Any(number => number < 0))
            throw new LeptonException($"Samples are numbered from 0; there is no sample {numbers.Min()}.");
        var drawn = new Lazy<TSample[]>(() => Generation.Run(numbers.Length, i => generate(numbers[i])));
        return new SampleBatches<TBatch>(
            numbers.Length, batchSize, indices => collect(Array.ConvertAll(indices, index => drawn.Value[index])), seed, shuffle);
    }
}
