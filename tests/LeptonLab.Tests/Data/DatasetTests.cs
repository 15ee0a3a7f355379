using CsCheck;
using LeptonLab.Data;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Data;

public sealed class DatasetTests
{
    [Fact]
    public void Bytes_become_unit_numbers_one_by_one_or_many_at_once() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        float[] values = new float[bytes.Length];
        ByteScale.ToUnit(bytes, values);
        return values.AsSpan().SequenceEqual([.. bytes.Select(value => value * (1f / 255))]);
    });

    [Fact]
    public void Each_epoch_is_a_permutation_of_its_own_that_the_seed_decides()
    {
        var loader = new BatchLoader(Numbers(103), batchSize: 10, seed: 5);
        int[] first = loader.Order(0), second = loader.Order(1);
        Assert.Equal(Enumerable.Range(0, 103), first.Order());
        Assert.Equal(Enumerable.Range(0, 103), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, new BatchLoader(Numbers(103), batchSize: 7, seed: 5).Order(0));
        Assert.NotEqual(first, new BatchLoader(Numbers(103), batchSize: 10, seed: 6).Order(0));
    }

    [Fact]
    public void An_epoch_serves_every_sample_once_with_its_label_and_a_short_last_batch()
    {
        var loader = new BatchLoader(Numbers(103), batchSize: 10, seed: 5);
        Batch[] batches = [.. loader.Epoch(3)];
        Assert.Equal(11, loader.BatchCount);
        Assert.Equal([.. Enumerable.Repeat(10, 10), 3], batches.Select(batch => batch.Count));
        int[] served = [.. batches.SelectMany(batch => batch.Images.ToArray()).Select(value => (int)value)];
        Assert.Equal(loader.Order(3), served);
        Assert.Equal(served.Select(value => value % 2), batches.SelectMany(batch => batch.Labels));
        Assert.Equal(new Shape(3, 1, 1, 1), batches[^1].Images.Shape);
    }

    [Fact]
    public void Without_shuffling_the_order_is_that_of_the_dataset() =>
        Assert.Equal([0, 1, 2], new BatchLoader(Numbers(3), batchSize: 10, shuffle: false).Order(8));

    [Fact]
    public void A_large_batch_read_by_several_threads_is_the_same()
    {
        Tensor samples = Tensor.Uniform([40, 200, 200, 1], new RandomStream(3));
        Batch batch = BatchLoader.Read(new TensorDataset(samples, new int[40], ["a"]), [.. Enumerable.Range(0, 40)]);
        Assert.Equal(samples.ToArray(), batch.Images.ToArray());
    }

    [Fact]
    public void Batches_that_cannot_be_are_refused()
    {
        AssertRefused("only 3 samples", () => new BatchLoader(Numbers(3), batchSize: 4));
        AssertRefused("batch size of 0", () => new BatchLoader(Numbers(3), batchSize: 0));
        AssertRefused("has no samples", () => new BatchLoader(new Subset(Numbers(3), []), batchSize: 1));
    }

    [Fact]
    public void Normalised_training_data_have_mean_0_and_deviation_1_in_each_channel()
    {
        var random = new RandomStream(9);
        Tensor samples = Tensor.Uniform([50, 7, 5, 3], random);
        for (int i = 0; i < samples.Count; i++)
            samples.AsSpan()[i] = samples.AsSpan()[i] * (1 + i % 3) + 10 * (i % 3);
        var dataset = new TensorDataset(samples, new int[50], ["a"]);
        var statistics = ChannelStatistics.Of(dataset);

        // U(0, 1) has mean ½ and variance 1/12.
        for (int channel = 0; channel < 3; channel++)
        {
            Assert.Equal(0.5 * (1 + channel) + 10 * channel, statistics.Mean[channel], 0.05 * (1 + channel));
            Assert.Equal((1 + channel) / Math.Sqrt(12), statistics.StandardDeviation[channel], 0.03 * (1 + channel));
        }

        var after = ChannelStatistics.Of(new Normalised(dataset, statistics));
        Assert.All(after.Mean, mean => Assert.Equal(0, mean, 1e-4));
        Assert.All(after.StandardDeviation, deviation => Assert.Equal(1, deviation, 1e-4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Normalising_is_the_formula(int channels)
    {
        Tensor samples = Tensor.Uniform([2, 5, 7, channels], new RandomStream(1));
        var statistics = new ChannelStatistics([.. Enumerable.Range(1, channels).Select(i => 0.1f * i)], [.. Enumerable.Range(1, channels).Select(i => 0.3f * i)]);
        float[] values = new float[35 * channels];
        new Normalised(new TensorDataset(samples, [0, 0], ["a"]), statistics).Read(1, values);
        for (int i = 0; i < values.Length; i++)
        {
            double expected = (samples.AsSpan()[values.Length + i] - statistics.Mean[i % channels]) / statistics.StandardDeviation[i % channels];
            Assert.Equal(expected, values[i], 1e-5);
        }
    }

    [Fact]
    public void A_constant_channel_is_only_shifted() =>
        Assert.Equal([1f], ChannelStatistics.Of(new TensorDataset(Tensor.Full([3, 2, 2, 1], 0.25f), new int[3], ["a"])).StandardDeviation);

    [Fact]
    public void A_subset_has_the_samples_labels_and_groups_that_were_chosen()
    {
        var subset = new Subset(Numbers(10, index => $"g{index}"), [7, 2, 7]);
        float[] value = new float[1];
        subset.Read(0, value);
        Assert.Equal(7, value[0]);
        Assert.Equal([1, 0, 1], Enumerable.Range(0, 3).Select(subset.Label));
        Assert.Equal(["g7", "g2", "g7"], subset.Groups!);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Subset(Numbers(10), [10]));
    }

    /// <summary>Sample i is the number i, of class i mod 2.</summary>
    internal static TensorDataset Numbers(int count, Func<int, string>? group = null) => new(
        Tensor.From([.. Enumerable.Range(0, count).Select(i => (float)i)], [count, 1, 1, 1]),
        [.. Enumerable.Range(0, count).Select(i => i % 2)],
        ["even", "odd"],
        group is null ? null : [.. Enumerable.Range(0, count).Select(group)]);

    private static void AssertRefused(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.Throws<LeptonException>(action).Message, StringComparison.Ordinal);
}
