using LeptonLab.Data;
using LeptonLab.Data.Signs;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Data.Signs;

public class SignGeneratorTests
{
    private static readonly SignOptions Clear = new()
    {
        Size = 32, FramesPerTrack = 1, Fog = 0, Night = 0, Blur = 0, Occlusion = 0, Noise = 0, Wear = 0, Light = 0,
    };

    [Fact]
    public void Names_are_in_order_and_there_are_at_least_a_dozen()
    {
        string[] names = [.. SignClass.All.Select(kind => kind.Name)];
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.InRange(names.Length, 12, 100);
    }

    [Fact]
    public void The_mask_is_where_the_picture_would_be_another_without_the_sign()
    {
        var generator = new SignGenerator(3, Clear);
        for (int index = 0; index < 46; index++)
        {
            SignPicture sign = generator.Generate(index), without = generator.Generate(index, withSign: false);
            int own = 0, changed = 0, elsewhere = 0;
            for (int i = 0; i < sign.Mask.Length; i++)
            {
                int difference = Enumerable.Range(3 * i, 3).Max(at => Math.Abs(sign.Image.Pixels[at] - without.Image.Pixels[at]));
                own += sign.Mask[i] ? 1 : 0;
                changed += sign.Mask[i] && difference > 3 ? 1 : 0;
                elsewhere += !sign.Mask[i] && difference > 0 ? 1 : 0;
            }

            Assert.InRange(changed, 0.85 * own, own); // here and there what is behind has the sign's colour
            Assert.InRange(elsewhere, 0, 4 * (sign.Box.Right - sign.Box.Left + sign.Box.Bottom - sign.Box.Top)); // pixels that the edge crosses
            Assert.Equal(1, sign.Visible);
        }
    }

    [Fact]
    public void The_box_is_the_bounds_of_the_mask()
    {
        var generator = new SignGenerator(3, Clear);
        for (int index = 0; index < 46; index++)
        {
            SignPicture sign = generator.Generate(index);
            int[] own = [.. Enumerable.Range(0, 32 * 32).Where(i => sign.Mask[i])];
            Assert.Equal(new Box(own.Min(i => i % 32), own.Min(i => i / 32), own.Max(i => i % 32) + 1, own.Max(i => i / 32) + 1), sign.Box);
            Assert.InRange(sign.Box.Area, 0.15 * 32 * 32, 0.95 * 32 * 32);
        }
    }

    [Fact]
    public void Thicker_fog_leaves_less_contrast()
    {
        for (int index = 0; index < 8; index++)
        {
            double[] contrasts = [.. new[] { 0, 0.25, 0.5, 0.75, 1 }.Select(fog => Contrast(new SignGenerator(5, Clear with { Fog = fog }).Generate(index).Image.Pixels))];
            Assert.Equal(contrasts.OrderDescending(), contrasts);
            Assert.True(contrasts[0] > contrasts[4]);
        }
    }

    [Fact]
    public void The_knobs_for_occlusion_and_night_do_what_they_say()
    {
        double hidden = Enumerable.Range(0, 60).Average(index => 1 - new SignGenerator(1, Clear with { Occlusion = 1 }).Generate(index).Visible);
        double less = Enumerable.Range(0, 60).Average(index => 1 - new SignGenerator(1, Clear with { Occlusion = 0.4 }).Generate(index).Visible);
        Assert.InRange(less, 0.001, hidden);
        Assert.InRange(hidden, 0.05, 0.4);
        Assert.True(new SignGenerator(1, Clear with { Night = 1 }).Generate(3).Image.Pixels.Average(p => p) < 0.5 * new SignGenerator(1, Clear).Generate(3).Image.Pixels.Average(p => p));
    }

    [Fact]
    public void Frames_of_a_track_show_one_sign_coming_nearer()
    {
        var generator = new SignGenerator(1, Clear with { FramesPerTrack = 6, Offset = 1 });
        SignPicture[] frames = [.. Enumerable.Range(12, 6).Select(generator.Generate)];
        Assert.Single(frames.Select(frame => (frame.Track, frame.Label)).Distinct());
        Assert.Equal(Enumerable.Range(0, 6), frames.Select(frame => frame.Frame));
        Assert.True(frames[5].Box.Area > 1.2 * frames[0].Box.Area);
        Assert.NotEqual(generator.Generate(18).Track, frames[0].Track);
    }

    [Fact]
    public void A_picture_needs_no_other_picture_and_no_thread()
    {
        byte[][] alone = [.. Enumerable.Range(0, 12).Select(index => new SignGenerator(7).Generate(index).Image.Pixels)];
        var shared = new SignGenerator(7);
        byte[][] found = new byte[12][];
        Parallel.For(0, 12, i => found[11 - i] = shared.Generate(11 - i).Image.Pixels);
        Assert.Equal(alone, found);
    }

    [Fact]
    public async Task A_small_network_tells_the_signs_apart()
    {
        SignOptions easy = Clear with { Size = 24, Wear = 1, Light = 0.5, Noise = 0.5, Perspective = 0.5, Offset = 0.3 };
        Split split = Split.ByGroup(new SignGenerator(1, easy).Dataset(23 * 50));
        ChannelStatistics statistics = ChannelStatistics.Of(split.Train);
        var trainer = new Trainer(SmallCnn.Create(split.Train.SampleShape, 23), new Adam(3e-3f), Loss.SoftmaxCrossEntropy);
        await trainer.FitAsync(new Normalized(split.Train, statistics), epochs: 8, batchSize: 32, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(trainer.Evaluate(new Normalized(split.Test, statistics)).Accuracy, 0.9, 1);
    }

    private static double Contrast(byte[] pixels)
    {
        double mean = pixels.Average(pixel => (double)pixel);
        return Math.Sqrt(pixels.Average(pixel => (pixel - mean) * (pixel - mean)));
    }
}
