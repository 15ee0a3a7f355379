using CsCheck;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Images;

public sealed class PngTests
{
    private static readonly Gen<Image> Images =
        from width in Gen.Int[1, 40]
        from height in Gen.Int[1, 20]
        from channels in Gen.OneOf(Gen.Const(1), Gen.Const(3), Gen.Const(4))
        from smooth in Gen.Bool
        from noise in Gen.Byte.Array[width * height * channels]
        select new Image(width, height, channels, smooth ? Smooth(noise) : noise);

    [Fact]
    public void What_is_written_is_read_back() => Images.Sample(image =>
    {
        Image copy = PngReader.Decode(PngWriter.Encode(image), "copy.png");
        return (copy.Width, copy.Height, copy.Channels) == (image.Width, image.Height, image.Channels)
            && copy.Pixels.AsSpan().SequenceEqual(image.Pixels);
    });

    [Fact]
    public void A_picture_survives_its_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("sub/picture.png");
        var image = new Image(3, 2, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 13))]);
        image.Write(path);
        Assert.Equal(image.Pixels, Image.Read(path).Pixels);
        Assert.Equal(["picture.png"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused_with_its_name()
    {
        byte[] file = PngWriter.Encode(new Image(9, 7, 3));
        for (int length = 0; length < file.Length; length++)
        {
            LeptonException error = Assert.Throws<LeptonException>(() => PngReader.Decode(file.AsSpan(0, length), "cut.png"));
            Assert.Contains("'cut.png'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused()
    {
        byte[] file = PngWriter.Encode(new Image(9, 7, 3));
        for (int position = 0; position < file.Length; position++)
        {
            byte[] changed = [.. file];
            changed[position] ^= 0x10;
            Assert.Throws<LeptonException>(() => PngReader.Decode(changed, "changed.png"));
        }
    }

    [Fact]
    public void Garbage_is_refused() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Throws(bytes) && Throws([.. PngFormat.Signature, .. bytes]));

    [Fact]
    public void Damaged_pixels_under_a_right_check_are_refused_or_read_but_never_crash()
    {
        var random = Gen.Select(Gen.Int[0, 10_000], Gen.Byte);
        Image image = new(16, 16, 3, [.. Enumerable.Range(0, 768).Select(i => (byte)(i * i))]);
        byte[] file = PngWriter.Encode(image);
        random.Sample((position, value) =>
        {
            byte[] changed = [.. file];
            int start = 8 + 25 + 8;
            int length = file.Length - start - 4 - 12;
            changed[start + position % length] = value;
            RepairCheck(changed, start - 4, length + 4);
            try
            {
                PngReader.Decode(changed, "changed.png");
            }
            catch (LeptonException)
            {
                // Refusing is the other right answer.
            }
        });
    }

    [Theory]
    [InlineData(20_000, 20_000, "20,000 × 20,000")]
    [InlineData(int.MaxValue, int.MaxValue, "pixels are read")]
    public void A_huge_picture_is_refused_before_memory_is_taken(int width, int height, string expected)
    {
        byte[] file = PngWriter.Encode(new Image(1, 1, 3));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        RepairCheck(file, 12, 17);
        long before = GC.GetAllocatedBytesForCurrentThread();
        LeptonException error = Assert.Throws<LeptonException>(() => PngReader.Decode(file, "huge.png"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void A_header_that_claims_more_than_the_data_can_hold_is_refused_before_memory_is_taken()
    {
        byte[] file = PngWriter.Encode(new Image(1, 1, 3));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 7_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 7_000);
        RepairCheck(file, 12, 17);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<LeptonException>(() => PngReader.Decode(file, "liar.png"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void An_empty_file_is_refused_as_empty()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("empty.png");
        File.WriteAllBytes(path, []);
        LeptonException error = Assert.Throws<LeptonException>(() => Image.Read(path));
        Assert.Contains("empty (0 bytes)", error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_a_file_of_another_format_say_so()
    {
        LeptonException missing = Assert.Throws<LeptonException>(() => Image.Read("no-such-folder/no.png"));
        Assert.Contains("There is no file", missing.Message, StringComparison.Ordinal);
        LeptonException text = Assert.Throws<LeptonException>(() => ImageFile.Decode("hello, world"u8.ToArray(), "text.png"));
        Assert.Contains("68656C6C6F2C2077", text.Message, StringComparison.Ordinal);
        LeptonException jpeg = Assert.Throws<LeptonException>(() => ImageFile.Decode([0xFF, 0xD8, 0xFF, 0xE0], "photo.jpg"));
        Assert.Contains("SkiaImages.Register()", jpeg.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unwritable_target_is_a_clear_error_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("taken"), "a file, not a folder");
        LeptonException error = Assert.Throws<LeptonException>(() => new Image(1, 1, 1).Write(folder.File("taken/picture.png")));
        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    private static bool Throws(byte[] bytes)
    {
        try
        {
            PngReader.Decode(bytes, "garbage.png");
            return false;
        }
        catch (LeptonException)
        {
            return true;
        }
    }

    private static byte[] Smooth(byte[] noise) => [.. noise.Select((value, i) => (byte)(i + value / 64))];

    private static void RepairCheck(byte[] file, int start, int length) => System.Buffers.Binary.BinaryPrimitives
        .WriteUInt32BigEndian(file.AsSpan(start + length), Crc32.Compute(file.AsSpan(start, length)));
}
