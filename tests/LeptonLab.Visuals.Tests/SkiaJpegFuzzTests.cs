using System.Buffers.Binary;
using LeptonLab.IO;
using LeptonLab.Tests.IO.Fuzz;
using SkiaSharp;

namespace LeptonLab.Visuals.Tests;

/// <summary>JPEG files that were cut off, damaged, or made to mislead.</summary>
public sealed class SkiaJpegFuzzTests
{
    public SkiaJpegFuzzTests() => SkiaImages.Register();

    [Fact]
    public void Jpeg_files()
    {
        // 1 024 pixels a byte at most, as red, green, blue and alpha, without alpha, and upright.
        var fuzz = new ReaderFuzz(bytes => ImageFile.Decode(bytes, "fuzz.jpg"), bytesPerByte: 1024 * 10);
        byte[][] files = [Jpeg(SKColorType.Rgba8888, 17, 9), Jpeg(SKColorType.Gray8, 8, 8)];
        foreach (byte[] file in files)
            fuzz.Truncate(file);
        fuzz.Damage(files, 2000, Mutations.Bytes, Mutations.Bytes, Mutations.Garbage, ChangeHeader);
    }

    [Fact]
    public void A_header_that_claims_more_than_the_file_can_hold_takes_no_memory()
    {
        byte[] file = Jpeg(SKColorType.Gray8, 8, 8);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(FrameHeader(file) + 5), 7000);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(FrameHeader(file) + 7), 9000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        LeptonException error = Assert.Throws<LeptonException>(() => ImageFile.Decode(file, "liar.jpg"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Contains("cannot hold the 9,000 × 7,000 pixels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_picture_of_one_colour_is_still_read()
    {
        Image image = ImageFile.Decode(Jpeg(SKColorType.Gray8, 4000, 4000), "flat.jpg");
        Assert.Equal((4000, 4000, 1), (image.Width, image.Height, image.Channels));
    }

    // The size, the components or the tables' numbers.
    private static byte[] ChangeHeader(byte[] file, Random random)
    {
        byte[] changed = [.. file];
        changed[FrameHeader(file) + random.Next(2, 19)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(5));
        return changed;
    }

    // Where the marker FFC0 (baseline) stands.
    private static int FrameHeader(byte[] file) => file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);

    private static byte[] Jpeg(SKColorType color, int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, color, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor(120, 130, 140));
        for (int x = 0; x < Math.Min(width, 17); x++)
            bitmap.SetPixel(x, x % height, new SKColor((byte)(x * 15), 0, 200));
        using SKData data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 70);
        return data.ToArray();
    }
}
