using CsCheck;
using LeptonLab.Data.Transforms;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Data.Transforms;

public sealed class ResizeTests
{
    private static readonly Gen<(Sample Sample, int Height, int Width)> Cases = Gen.Select(Scenes.Gen, Gen.Int[1, 15], Gen.Int[1, 15]);

    [Fact]
    public void Areas_are_exact_means() => Cases.Sample((sample, height, width) =>
    {
        Sample scaled = new Resize(height, width, Interpolation.Area).Apply(sample, new RandomStream(1));
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            double x0 = (double)x * sample.Width / width, x1 = (x + 1.0) * sample.Width / width;
            double y0 = (double)y * sample.Height / height, y1 = (y + 1.0) * sample.Height / height;
            double sum = 0;
            for (int v = 0; v < sample.Height; v++)
            for (int u = 0; u < sample.Width; u++)
                sum += sample[u, v, 0] * Overlap(u, x0, x1) * Overlap(v, y0, y1);
            Assert.Equal(sum / ((x1 - x0) * (y1 - y0)), (double)scaled[x, y, 0], 1e-5);
        }
    });

    [Fact]
    public void Halving_takes_means_of_four()
    {
        Sample scaled = new Resize(1, 2, Interpolation.Area).Apply(new Sample(2, 4, 1, [0, 1, 0.5f, 0.25f, 1, 0, 0.5f, 0.75f]), new RandomStream(1));
        Assert.Equal([0.5f, 0.5f], scaled.Values);
    }

    [Fact]
    public void Bilinear_interpolation_agrees_with_its_formula() => Cases.Sample((sample, height, width) =>
    {
        Sample scaled = new Resize(height, width, Interpolation.Bilinear).Apply(sample, new RandomStream(1));
        for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
        {
            double u = Math.Clamp((x + 0.5) * sample.Width / width - 0.5, 0, sample.Width - 1), v = Math.Clamp((y + 0.5) * sample.Height / height - 0.5, 0, sample.Height - 1);
            int left = (int)u, top = (int)v, right = Math.Min(left + 1, sample.Width - 1), bottom = Math.Min(top + 1, sample.Height - 1);
            double above = sample[left, top, 0] * (1 - (u - left)) + sample[right, top, 0] * (u - left);
            double below = sample[left, bottom, 0] * (1 - (u - left)) + sample[right, bottom, 0] * (u - left);
            Assert.Equal(above * (1 - (v - top)) + below * (v - top), (double)scaled[x, y, 0], 1e-5);
        }
    });

    [Fact]
    public void Doubling_a_mask_and_its_box_agree() => Scenes.Gen.Sample(sample =>
    {
        Sample scaled = new Resize(2 * sample.Height, 3 * sample.Width).Apply(sample, new RandomStream(1));
        Assert.Equal(Scenes.Around(scaled), scaled.Objects[0].Box);
    });

    private static double Overlap(int pixel, double start, double end) => Math.Max(0, Math.Min(pixel + 1, end) - Math.Max(pixel, start));
}
