using CsCheck;
using LeptonLab.Data;
using LeptonLab.Data.Transforms;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Data.Transforms;

public sealed class PixelTests
{
    [Fact]
    public void A_turn_of_hue_keeps_the_largest_and_the_smallest_of_each_pixel() => Colored((sample, seed) =>
    {
        Sample turned = new ColorJitter(Hue: 0.5).Apply(sample, new RandomStream(seed));
        for (int i = 0; i < sample.Values.Length; i += 3)
        {
            float[] before = sample.Values[i..(i + 3)], after = turned.Values[i..(i + 3)];
            Assert.Equal(before.Max(), after.Max(), 1e-6f);
            Assert.Equal(before.Min(), after.Min(), 1e-6f);
        }
    });

    [Fact]
    public void Hues_agree_with_the_textbook() => Colored((sample, seed) =>
    {
        var random = new RandomStream(seed);
        for (int i = 0; i < 3; i++)
            random.NextDouble();
        float turn = (float)random.NextDouble(-0.3, 0.3);
        Sample turned = new ColorJitter(Hue: 0.3).Apply(sample, new RandomStream(seed));
        for (int i = 0; i < sample.Values.Length; i += 3)
        {
            (double hue, double saturation, double value) = ToHsv(sample.Values[i], sample.Values[i + 1], sample.Values[i + 2]);
            double[] expected = FromHsv((hue + turn + 1) % 1, saturation, value);
            for (int c = 0; c < 3; c++)
                Assert.Equal(expected[c], (double)turned.Values[i + c], 1e-5);
        }
    });

    [Fact]
    public void Saturation_keeps_the_brightness_where_nothing_is_cut_off() => Colored((sample, seed) =>
    {
        Sample changed = new ColorJitter(Saturation: 0.5).Apply(sample, new RandomStream(seed));
        for (int i = 0; i < sample.Values.Length; i += 3)
        {
            if (changed.Values[i..(i + 3)].All(value => value is > 0 and < 1))
                Assert.Equal(Grey(sample.Values.AsSpan(i)), Grey(changed.Values.AsSpan(i)), 1e-4);
        }
    });

    [Fact]
    public void Brightness_and_contrast_are_linear()
    {
        float factor = (float)new RandomStream(3).NextDouble(0.5, 1.5);
        Sample brighter = new ColorJitter(Brightness: 0.5).Apply(new Sample(1, 3, 1, [0, 0.25f, 0.5f]), new RandomStream(3));
        Assert.Equal([0, 0.25f * factor, 0.5f * factor], brighter.Values);
        Sample grey = new ColorJitter(1, 1, 1, 0.5).Apply(new Sample(1, 2, 1, [0.5f, 0.5f]), new RandomStream(1));
        Assert.Equal(grey.Values[0], grey.Values[1]);
    }

    [Fact]
    public void A_blur_keeps_the_mean_of_what_is_far_from_the_border_and_is_a_Gaussian()
    {
        float[] values = new float[21 * 21];
        values[10 * 21 + 10] = 1;
        float[] blurred = new Blur(1.5, 1.5).Apply(new Sample(21, 21, 1, values), new RandomStream(1)).Values;
        Assert.Equal(1, blurred.Sum(value => (double)value), 1e-5);
        for (int k = 0; k <= 4; k++)
            Assert.Equal(Math.Exp(-k * k / 4.5), (double)blurred[10 * 21 + 10 + k] / blurred[10 * 21 + 10], 1e-5);
        Assert.Equal(blurred[9 * 21 + 10], blurred[10 * 21 + 9]);
        Assert.All(new Blur(2, 3).Apply(new Sample(5, 5, 1, [.. Enumerable.Repeat(0.5f, 25)]), new RandomStream(1)).Values, value => Assert.Equal(0.5f, value, 1e-6f));
    }

    [Fact]
    public void Noise_has_its_standard_deviation()
    {
        float[] noisy = new Noise(0.1).Apply(new Sample(100, 100, 1, [.. Enumerable.Repeat(0.5f, 10_000)]), new RandomStream(1)).Values;
        double mean = noisy.Average(), variance = noisy.Average(value => (value - mean) * (value - mean));
        Assert.Equal(0.5, mean, 0.005);
        Assert.Equal(0.1, Math.Sqrt(variance), 0.005);
    }

    [Fact]
    public void A_cutout_covers_one_square() => Gen.Select(Scenes.Gen, Gen.Int[1, 20], Gen.ULong).Sample((sample, size, seed) =>
    {
        Sample covered = new Cutout(size, Fill: -1).Apply(sample, new RandomStream(seed));
        int[] hit = [.. Enumerable.Range(0, sample.Height * sample.Width).Where(i => covered.Values[i * sample.Channels] == -1)];
        int width = hit.Max(i => i % sample.Width) - hit.Min(i => i % sample.Width) + 1, height = hit.Max(i => i / sample.Width) - hit.Min(i => i / sample.Width) + 1;
        return hit.Length == width * height && width <= size && height <= size
            && Enumerable.Range(0, sample.Values.Length).All(i => covered.Values[i] == -1 || covered.Values[i] == sample.Values[i]);
    });

    [Fact]
    public void Normalize_gives_the_bits_of_a_normalized_dataset() => Scenes.Gen.Sample(sample =>
    {
        var statistics = new ChannelStatistics([.. Enumerable.Repeat(0.3f, sample.Channels)], [.. Enumerable.Repeat(0.7f, sample.Channels)]);
        var dataset = new TensorDataset(Tensor.From(sample.Values, [1, sample.Height, sample.Width, sample.Channels]), [0], ["a", "b"]);
        float[] expected = new float[sample.Values.Length];
        new Normalized(dataset, statistics).Read(0, expected);
        Assert.Equal(expected, new Normalize(statistics).Apply(sample, new RandomStream(1)).Values);
    });

    private static void Colored(Action<Sample, ulong> check) => Gen.Select(Gen.Int[1, 8], Gen.ULong).Sample((size, seed) =>
        check(Scenes.Random(size, size, 3, seed), seed));

    private static double Grey(ReadOnlySpan<float> pixel) => 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];

    private static (double Hue, double Saturation, double Value) ToHsv(double red, double green, double blue)
    {
        double value = Math.Max(red, Math.Max(green, blue)), chroma = value - Math.Min(red, Math.Min(green, blue));
        double sixth = chroma == 0 ? 0 : value == red ? ((green - blue) / chroma + 6) % 6 : value == green ? (blue - red) / chroma + 2 : (red - green) / chroma + 4;
        return (sixth / 6, value == 0 ? 0 : chroma / value, value);
    }

    private static double[] FromHsv(double hue, double saturation, double value)
    {
        double F(int n)
        {
            double k = (n + hue * 6) % 6;
            return value - value * saturation * Math.Max(0, Math.Min(k, Math.Min(4 - k, 1)));
        }

        return [F(5), F(3), F(1)];
    }
}
