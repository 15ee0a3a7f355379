using LeptonLab.Data;
using LeptonLab.Data.Transforms;
using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Data.Transforms;

public sealed class TransformedTests
{
    private static readonly Transform All = new Compose(
        Crop.Random(10, 10, padding: 2), new Flip(), new Rotate(20), new Affine(10, 0.1, 0.9, 1.1, 5), new Perspective(0.2),
        new Resize(8, 8), new ColorJitter(0.3, 0.3, 0.3, 0.1), new Sometimes(new Blur(0.3, 1)), new Noise(0.05), new Cutout(3));

    [Fact]
    public void The_same_sample_epoch_and_seed_give_the_same_pixels_in_any_order_on_any_thread()
    {
        var data = new Transformed(Pictures(40), All, seed: 5);
        float[][] inOrder = [.. Enumerable.Range(0, 40).Select(index => Read(data.At(3), index))];
        float[][] inParallel = new float[40][];
        Parallel.For(0, 40, i => inParallel[39 - i] = Read(data.At(3), 39 - i));
        Assert.Equal(inOrder, inParallel);
        Assert.NotEqual(inOrder[0], Read(data.At(4), 0));
        Assert.NotEqual(inOrder[0], Read(new Transformed(Pictures(40), All, seed: 6).At(3), 0));
    }

    [Fact]
    public void A_loader_serves_the_pixels_of_each_epoch_through_whatever_is_around_them()
    {
        var data = new Transformed(Pictures(6), All, seed: 5);
        var statistics = ChannelStatistics.Of(Pictures(6));
        var around = new Normalized(new Subset(data, [4, 2, 0]), statistics);
        var loader = new BatchLoader(around, 3, shuffle: false);
        foreach (int epoch in new[] { 0, 2, 0 })
        {
            Batch batch = loader.Epoch(epoch).Single();
            float[] expected = new float[8 * 8 * 3];
            new Normalized(data.At(epoch), statistics).Read(2, expected);
            Assert.Equal(expected, batch.Images.Values.Slice(8 * 8 * 3, 8 * 8 * 3).ToArray());
        }
    }

    // Run with DOTNET_EnableHWIntrinsic=0 and on other machines, this tells whether a bit depends on them.
    [Fact]
    public void Vector_width_and_machine_do_not_show_in_the_bits()
    {
        var data = new Transformed(Pictures(20), All, seed: 1);
        ulong hash = 14695981039346656037;
        for (int i = 0; i < 20; i++)
        {
            foreach (float value in Read(data.At(1), i))
                hash = (hash ^ BitConverter.SingleToUInt32Bits(value)) * 1099511628211;
        }

        Assert.Equal(Fingerprint, hash);
    }

    [Fact]
    public async Task A_trainer_learns_from_transformed_pictures_to_the_same_bits_twice()
    {
        async Task<float[]> Train()
        {
            var model = new Sequential(new Flatten(), new Dense(8 * 8 * 3, 2));
            var trainer = new Trainer(model, new Sgd(0.1f), Loss.SoftmaxCrossEntropy);
            await trainer.FitAsync(new Transformed(Pictures(20), All, seed: 2), epochs: 2, batchSize: 5, seed: 3);
            return [.. model.Parameters.SelectMany(parameter => parameter.Values.ToArray())];
        }

        Assert.Equal(await Train(), await Train());
    }

    [Fact]
    public void An_error_names_the_sample()
    {
        var broken = new Transformed(new Broken(), new Flip());
        string message = Assert.Throws<LeptonException>(() => new BatchLoader(broken, 2, shuffle: false).Epoch(0).ToArray()).Message;
        Assert.Equal("Sample cat/7.png cannot be read: the disk is on fire", message);
    }

    [Fact]
    public void Composition_depends_on_the_place_of_a_transform_only_for_its_own_chance()
    {
        Sample sample = Scenes.Random(9, 9, 3, 1);
        Sample with = new Compose(new Noise(0), new Flip()).Apply(sample, new RandomStream(4)), without = new Compose(new Cutout(1, 0), new Flip()).Apply(sample, new RandomStream(4));
        Assert.Equal(with.Objects, without.Objects);
        Assert.Contains("Flip { ", $"{new Compose(new Noise(0), new Flip())}", StringComparison.Ordinal);
    }

    [Fact]
    public void Mixup_mixes_pictures_and_targets_alike()
    {
        var source = new BatchLoader(Pictures(30), 10, seed: 1);
        var mixup = new Mixup(source, alpha: 0.4, seed: 9);
        foreach ((Batch plain, MixedBatch mixed) in source.Epoch(2).Zip(mixup.Epoch(2)))
        {
            Assert.InRange(mixed.Share, 0, 1);
            Assert.Equal(plain.Labels, mixed.First);
            Tensor targets = mixed.Targets(2);
            for (int n = 0; n < 10; n++)
            {
                Assert.Equal(1, targets.Values[2 * n] + targets.Values[2 * n + 1], 1e-6f);
                Assert.Equal(mixed.First[n] == mixed.Second[n] ? 1 : mixed.Share, targets.Values[2 * n + mixed.First[n]], 1e-6f);
            }

            Tensor logits = Tensor.From([.. Enumerable.Range(0, 20).Select(i => (float)Math.Sin(i))], [10, 2]);
            double expected = 0;
            for (int n = 0; n < 10; n++)
            {
                double a = Math.Exp(logits.Values[2 * n]), b = Math.Exp(logits.Values[2 * n + 1]);
                expected -= (targets.Values[2 * n] * Math.Log(a / (a + b)) + targets.Values[2 * n + 1] * Math.Log(b / (a + b))) / 10;
            }

            Assert.Equal(expected, (double)mixed.Loss(Loss.SoftmaxCrossEntropy, logits).Item(), 1e-5);
        }

        Assert.Equal(mixup.Epoch(2).Skip(1).First().Images.Values.ToArray(), mixup.Epoch(2, firstBatch: 1).First().Images.Values.ToArray());
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(3.0)]
    public void Shares_have_the_variance_of_the_beta_distribution(double alpha)
    {
        var batch = new Batch(Tensor.Zeros([1, 1]), [0]);
        double[] shares = [.. Enumerable.Range(0, 20_000).Select(i => (double)Mixup.Mix(batch, new RandomStream(1, (ulong)i), alpha).Share)];
        double mean = shares.Average(), variance = shares.Average(share => (share - mean) * (share - mean));
        Assert.Equal(0.5, mean, 0.01);
        Assert.Equal(1 / (4 * (2 * alpha + 1)), variance, 0.005);
    }

    private const ulong Fingerprint = 5254448268140016493;

    private static ImageDataset Pictures(int count) => new(
        [10, 10, 3],
        [.. Enumerable.Range(0, count).Select(i => (ReadOnlyMemory<byte>)Data.Pictures.Random(10, 10, 3, (ulong)i).Pixels)],
        [.. Enumerable.Range(0, count).Select(i => i % 2)],
        ["a", "b"]);

    private static float[] Read(IDataset data, int index)
    {
        float[] values = new float[data.SampleShape.Count];
        data.Read(index, values);
        return values;
    }

    private sealed class Broken : IDataset
    {
        public int Count => 8;

        public Shape SampleShape => [4, 4, 1];

        public IReadOnlyList<string> Classes => ["a", "b"];

        public int Label(int index) => 0;

        public string Name(int index) => $"cat/{index}.png";

        public void Read(int index, Span<float> values)
        {
            if (index == 7)
                throw new IOException("the disk is on fire");
        }
    }
}
