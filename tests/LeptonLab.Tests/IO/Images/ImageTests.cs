using CsCheck;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Images;

public sealed class ImageTests
{
    [Fact]
    public void Grey_becomes_colour_and_back_without_loss() => Gen.Byte.Array[12].Sample(pixels =>
        new Image(4, 3, 1, pixels).WithChannels(3).WithChannels(1).Pixels.AsSpan().SequenceEqual(pixels)
        && new Image(4, 3, 1, pixels).WithChannels(4).WithChannels(1).Pixels.AsSpan().SequenceEqual(pixels));

    [Fact]
    public void Grey_is_the_brightness_that_the_eye_sees() =>
        Assert.Equal([76, 150, 29, 255], new Image(4, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]).WithChannels(1).Pixels);

    [Fact]
    public void Transparent_pixels_are_laid_over_white() =>
        Assert.Equal([255, 255, 255, 10, 20, 30, 128, 128, 128], new Image(3, 1, 4, [9, 9, 9, 0, 10, 20, 30, 255, 0, 0, 0, 127]).WithChannels(3).Pixels);

    [Fact]
    public void Halving_averages_blocks() => Assert.Equal(
        [(1 + 2 + 5 + 6) / 4 + 1, (3 + 4 + 7 + 8) / 4 + 1],
        new Image(4, 2, 1, [1, 2, 3, 4, 5, 6, 7, 8]).Resize(2, 1).Pixels.Select(pixel => (int)pixel));

    [Fact]
    public void Doubling_interpolates_between_the_centres_of_pixels() =>
        Assert.Equal([0, 25, 75, 100], new Image(2, 1, 1, [0, 100]).Resize(4, 1).Pixels.Select(pixel => (int)pixel));

    [Fact]
    public void A_picture_of_one_colour_stays_so_at_any_size() =>
        Gen.Select(Gen.Byte, Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int[1, 60], Gen.Int[1, 60]).Sample((value, width, height, newWidth, newHeight) =>
        {
            var image = new Image(width, height, 3);
            Array.Fill(image.Pixels, value);
            Image scaled = image.Resize(newWidth, newHeight);
            return scaled.Width == newWidth && scaled.Height == newHeight && scaled.Pixels.All(pixel => pixel == value);
        });

    [Fact]
    public void Shrinking_keeps_the_mean() => Gen.Byte.Array[36 * 3].Sample(pixels =>
    {
        Image scaled = new Image(9, 4, 3, pixels).Resize(4, 3);
        return Math.Abs(scaled.Pixels.Average(pixel => pixel) - pixels.Average(pixel => pixel)) < 0.51;
    });
}
