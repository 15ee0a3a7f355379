using System.Text;
using CsCheck;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Images;

public sealed class PpmTests
{
    [Fact]
    public void Colour_and_grey_come_through() => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Bool, Gen.ULong).Sample((width, height, colour, seed) =>
    {
        Image image = Data.Pictures.Random(width, height, colour ? 3 : 1, seed);
        Image read = ImageFile.Decode([.. Encoding.ASCII.GetBytes($"P{(colour ? 6 : 5)}\n# made by hand\n{width} {height}\n255\n"), .. image.Pixels], "x.ppm");
        Assert.Equal((width, height, image.Channels), (read.Width, read.Height, read.Channels));
        Assert.Equal(image.Pixels, read.Pixels);
    });

    [Fact]
    public void Other_ranges_are_rescaled()
    {
        Assert.Equal([0, 128, 255], Decode("P5 3 1 2\n", 0, 1, 2).Pixels);
        Assert.Equal([0, 255, 128], Decode("P5 3 1 65535\n", 0, 0, 0xFF, 0xFF, 0x80, 0x00).Pixels);
    }

    [Theory]
    [InlineData("P6\n2 2\n255\n", "announces 12 bytes of pixels, but 0 follow")]
    [InlineData("P6\n2", "has no height at byte 4")]
    [InlineData("P6\n99999 99999\n255\n", "the most are 64,000,000")]
    [InlineData("P6\n99999999999999999999 1\n255\n", "the most are")]
    [InlineData("P6\n0 2\n255\n", "0 × 2 pixels")]
    [InlineData("P6\n1 1\n0\n", "0 as the largest sample")]
    [InlineData("P6\n1 1\n70000\n", "70,000 as the largest sample")]
    [InlineData("P6\n1 1\n255", "no space between its header and its pixels")]
    [InlineData("P5\n1 1\n1\nA", "a sample is 65")]
    [InlineData("P6 # never ends", "has no width")]
    public void What_is_damaged_says_how(string file, string expected) =>
        Assert.Contains(expected, Assert.Throws<LeptonException>(() => ImageFile.Decode(Encoding.ASCII.GetBytes(file), "bad.ppm")).Message, StringComparison.Ordinal);

    private static Image Decode(string header, params byte[] samples) => ImageFile.Decode([.. Encoding.ASCII.GetBytes(header), .. samples], "x.ppm");
}
