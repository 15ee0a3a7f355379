using LeptonLab.IO;
using SkiaSharp;

namespace LeptonLab.Visuals.Tests;

public sealed class SkiaJpegDecoderTests
{
    // 4 × 2 blocks of 16 pixels; red grows to the right, blue downwards.
    private const int Width = 64, Height = 32;

    public SkiaJpegDecoderTests() => SkiaImages.Register();

    [Fact]
    public void A_colour_picture_is_read_nearly_as_it_was()
    {
        Image image = ImageFile.Decode(Jpeg(grey: false), "photo.jpg");
        Assert.Equal((Width, Height, 3), (image.Width, image.Height, image.Channels));
        AssertNear(Gradient, image);
    }

    [Fact]
    public void A_grey_picture_has_one_channel()
    {
        Image image = ImageFile.Decode(Jpeg(grey: true), "scan.jpg");
        Assert.Equal((Width, Height, 1), (image.Width, image.Height, image.Channels));
        for (int x = 0; x < Width; x++)
            Assert.InRange(image[x, 5, 0], 4 * x - 4, 4 * x + 4);
    }

    [Fact]
    public void A_picture_in_cyan_magenta_yellow_and_black_becomes_colour()
    {
        // 8 × 8 pixels of RGB (200, 40, 90), converted and written as YCCK by ImageMagick.
        byte[] jpeg = Convert.FromBase64String(
            "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUV"
            + "FQwPFxgWFBgSFBUU/9sAQwEDBAQFBAUJBQUJFA0LDRQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU"
            + "FBQUFBQU/8AAFAgACAAIBAERAAIRAQMRAQQRAP/EABUAAQEAAAAAAAAAAAAAAAAAAAUI/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/E"
            + "ABUBAQEAAAAAAAAAAAAAAAAAAAMJ/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAA4EAQACEQMRBAAAPwBUqfiwH//Z");
        Image image = ImageFile.Decode(jpeg, "print.jpg");
        Assert.Equal((8, 8, 3), (image.Width, image.Height, image.Channels));
        Assert.InRange(image[4, 4, 0], 190, 210);
        Assert.InRange(image[4, 4, 1], 30, 50);
        Assert.InRange(image[4, 4, 2], 80, 100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_picture_is_turned_upright(int orientation)
    {
        byte[] jpeg = Jpeg(grey: false);
        byte[] exif =
        [
            0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0,
            0, 0, 0, 0,
        ];
        Image image = ImageFile.Decode([.. jpeg[..2], .. exif, .. jpeg[2..]], "phone.jpg");

        // TIFF 6.0: where row 0 and column 0 of the file are shown.
        (int X, int Y) Shown(int x, int y) => orientation switch
        {
            1 => (x, y),
            2 => (Width - 1 - x, y),
            3 => (Width - 1 - x, Height - 1 - y),
            4 => (x, Height - 1 - y),
            5 => (y, x),
            6 => (Height - 1 - y, x),
            7 => (Height - 1 - y, Width - 1 - x),
            _ => (y, Width - 1 - x),
        };
        Assert.Equal(orientation < 5 ? (Width, Height) : (Height, Width), (image.Width, image.Height));
        for (int y = 0; y < Height; y += 5)
        {
            for (int x = 0; x < Width; x += 5)
            {
                (int shownX, int shownY) = Shown(x, y);
                Assert.InRange(image[shownX, shownY, 0], Gradient(x, y, 0) - 8, Gradient(x, y, 0) + 8);
                Assert.InRange(image[shownX, shownY, 2], Gradient(x, y, 2) - 8, Gradient(x, y, 2) + 8);
            }
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_its_name()
    {
        byte[] file = Jpeg(grey: false);
        for (int length = 1; length < file.Length - 2; length++)
        {
            byte[] cut = file[..length];
            LeptonException error = Assert.Throws<LeptonException>(() => ImageFile.Decode(cut, "cut.jpg"));
            Assert.Contains("'cut.jpg'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_huge_picture_is_refused_before_memory_is_taken()
    {
        byte[] file = Jpeg(grey: false);
        int frame = file.AsSpan().IndexOf<byte>([0xFF, 0xC0]);
        (file[frame + 5], file[frame + 6], file[frame + 7], file[frame + 8]) = (0x4E, 0x20, 0x4E, 0x20);
        LeptonException error = Assert.Throws<LeptonException>(() => ImageFile.Decode(file, "huge.jpg"));
        Assert.Contains("20,000 × 20,000", error.Message, StringComparison.Ordinal);
    }

    private static int Gradient(int x, int y, int channel) => channel switch { 0 => 4 * x, 1 => 90, _ => 8 * y };

    private static void AssertNear(Func<int, int, int, int> expected, Image image)
    {
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                for (int channel = 0; channel < 3; channel++)
                    Assert.InRange(image[x, y, channel], expected(x, y, channel) - 8, expected(x, y, channel) + 8);
            }
        }
    }

    private static byte[] Jpeg(bool grey)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, grey ? SKColorType.Gray8 : SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                bitmap.SetPixel(x, y, grey
                    ? new SKColor((byte)(4 * x), (byte)(4 * x), (byte)(4 * x))
                    : new SKColor((byte)Gradient(x, y, 0), (byte)Gradient(x, y, 1), (byte)Gradient(x, y, 2)));
            }
        }

        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 98);
        return data.ToArray();
    }
}
