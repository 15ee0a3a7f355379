using CsCheck;
using LeptonLab.IO;
using SkiaSharp;

namespace LeptonLab.Visuals.Tests;

/// <summary>Our PNG codec against that of SkiaSharp (libpng), which shares no code with it.</summary>
public sealed class PngAgainstSkiaTests
{
    private static readonly Gen<(int Width, int Height, byte[] Pixels)> Pictures =
        from width in Gen.Int[1, 33]
        from height in Gen.Int[1, 17]
        from pixels in Gen.Byte.Array[width * height * 4]
        select (width, height, pixels);

    [Theory]
    [InlineData(SKColorType.Rgba8888, SKAlphaType.Unpremul)]
    [InlineData(SKColorType.Rgb888x, SKAlphaType.Opaque)]
    [InlineData(SKColorType.Gray8, SKAlphaType.Opaque)]
    public void We_read_what_Skia_writes(SKColorType colour, SKAlphaType alpha) => Pictures.Sample(
        picture =>
        {
            var info = new SKImageInfo(picture.Width, picture.Height, colour, alpha);
            using var bitmap = new SKBitmap(info);
            System.Runtime.InteropServices.Marshal.Copy(picture.Pixels, 0, bitmap.GetPixels(), info.BytesSize);
            using SKData data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            Image image = PngReader.Decode(data.ToArray(), "skia.png");
            int channels = colour switch { SKColorType.Gray8 => 1, SKColorType.Rgb888x => 3, _ => 4 };
            Assert.Equal((picture.Width, picture.Height, channels), (image.Width, image.Height, image.Channels));
            int bytesPerPixel = colour == SKColorType.Gray8 ? 1 : 4;
            for (int i = 0; i < picture.Width * picture.Height; i++)
            {
                for (int channel = 0; channel < channels; channel++)
                    Assert.Equal(picture.Pixels[i * bytesPerPixel + channel], image.Pixels[i * channels + channel]);
            }
        },
        iter: 60);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public void Skia_reads_what_we_write(int channels) => Pictures.Sample(
        picture =>
        {
            var image = new Image(picture.Width, picture.Height, channels, picture.Pixels[..(picture.Width * picture.Height * channels)]);
            byte[] expected = SkiaRgba(PngWriter.Encode(image));
            Assert.Equal(expected, Rgba(image));
        },
        iter: 60);

    /// <summary>Files that exercise each colour type, depth, interlacing and tRNS, decoded by both.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(0, 4)]
    [InlineData(0, 8)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    [InlineData(3, 1)]
    [InlineData(3, 2)]
    [InlineData(3, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 8)]
    [InlineData(4, 16)]
    [InlineData(6, 8)]
    [InlineData(6, 16)]
    public void Every_colour_type_and_depth_reads_as_Skia_reads_it(int colour, int depth)
    {
        Gen<PngBuilder> files =
            from width in Gen.Int[1, 21]
            from height in Gen.Int[1, 19]
            from interlaced in Gen.Bool
            from transparent in Gen.Bool
            from seed in Gen.ULong
            select new PngBuilder(width, height, colour, depth, interlaced, transparent, seed);
        files.Sample(
            file =>
            {
                byte[] png = file.Encode();
                byte[] theirs = SkiaRgba(png), ours = Rgba(PngReader.Decode(png, "built.png"));
                Assert.Equal(theirs.Length, ours.Length);
                for (int i = 0; i < theirs.Length; i++)
                {
                    // Colours under full transparency are nobody's business; 16 bits may round either way.
                    if (theirs[i | 3] == 0 && ours[i | 3] == 0)
                        continue;
                    Assert.InRange(Math.Abs(theirs[i] - ours[i]), 0, depth == 16 ? 1 : 0);
                }
            },
            iter: 60);
    }

    private static byte[] SkiaRgba(byte[] png)
    {
        using var codec = SKCodec.Create(new SKMemoryStream(png));
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, out byte[] pixels));
        return pixels;
    }

    private static byte[] Rgba(Image image)
    {
        byte[] rgba = new byte[image.Width * image.Height * 4];
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            ReadOnlySpan<byte> pixel = image.Pixels.AsSpan(i * image.Channels, image.Channels);
            for (int channel = 0; channel < 3; channel++)
                rgba[4 * i + channel] = pixel[image.Channels == 1 ? 0 : channel];
            rgba[4 * i + 3] = image.Channels == 4 ? pixel[3] : (byte)255;
        }

        return rgba;
    }
}
