using System.Buffers.Binary;
using System.Globalization;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.TensorBoard;

public sealed class TensorBoardTests
{
    private static readonly DateTimeOffset Time = new(2024, 2, 3, 4, 5, 6, 500, TimeSpan.Zero);

    [Fact]
    public void What_is_logged_is_read_back()
    {
        using var folder = new TemporaryFolder();
        Image image = new(2, 1, 3, [1, 2, 3, 4, 5, 6]);
        using (var writer = new TensorBoardWriter(folder.File("run"), new StoppedClock()))
        {
            writer.AddScalar("loss/größe", 0.5f, 3);
            writer.AddScalar("loss", float.NaN, long.MaxValue);
            writer.AddScalar("loss", float.NegativeInfinity, -1);
            writer.AddImage("picture", image, 4);
            writer.AddHistogram("weights", Tensor.From([-1, 0, 2], [3]), 5);
            writer.AddText("note", "**bold**", 6);
        }

        double seconds = Time.ToUnixTimeMilliseconds() / 1000.0;
        TensorBoardValue[] values = [.. TensorBoardReader.Read(folder.File("run"))];
        Assert.Equal(6, values.Length);
        Assert.Equal(new TensorBoardScalar("loss/größe", 3, seconds, 0.5f), values[0]);
        Assert.Equal(new TensorBoardScalar("loss", long.MaxValue, seconds, float.NaN), values[1]);
        Assert.Equal(new TensorBoardScalar("loss", -1, seconds, float.NegativeInfinity), values[2]);
        Assert.Equal(image.Pixels, ImageFile.Decode(Assert.IsType<TensorBoardImage>(values[3]).Encoded, "x").Pixels);
        Histogram histogram = Assert.IsType<TensorBoardHistogram>(values[4]).Histogram;
        Assert.Equal((-1, 2, 3, 1, 5), (histogram.Min, histogram.Max, histogram.Count, histogram.Sum, histogram.SumOfSquares));
        Assert.Equal(new TensorBoardText("note", 6, seconds, "**bold**"), values[5]);
    }

    [Fact]
    public void A_file_is_byte_for_byte_what_the_published_schemas_ask_for()
    {
        using var folder = new TemporaryFolder();
        string path;
        using (var writer = new TensorBoardWriter(folder.Path, new StoppedClock()))
        {
            writer.AddScalar("a", 1, 5);
            path = writer.Path;
        }

        // event.proto and summary.proto: wall_time = 1 (double), step = 2, file_version = 3, summary = 5; value = 1; tag = 1,
        // simple_value = 2 (float).
        byte[] time = BitConverter.GetBytes(Time.ToUnixTimeMilliseconds() / 1000.0);
        byte[] version = [0x09, .. time, 0x1A, 13, .. "brain.Event:2"u8];
        byte[] scalar = [0x09, .. time, 0x10, 5, 0x2A, 10, 0x0A, 8, 0x0A, 1, (byte)'a', 0x15, 0, 0, 0x80, 0x3F];
        Assert.Equal([.. Record(version), .. Record(scalar)], File.ReadAllBytes(path));
    }

    [Fact]
    public void The_file_is_named_as_TensorBoard_expects()
    {
        using var folder = new TemporaryFolder();
        using var first = new TensorBoardWriter(folder.Path, new StoppedClock());
        using var second = new TensorBoardWriter(folder.Path, new StoppedClock());
        string start = $"events.out.tfevents.{Time.ToUnixTimeSeconds().ToString("D10", CultureInfo.InvariantCulture)}.";
        Assert.StartsWith(start, Path.GetFileName(first.Path), StringComparison.Ordinal);
        Assert.Equal(first.Path + ".1", second.Path);
    }

    [Fact]
    public void What_was_logged_is_there_while_the_writer_is_open()
    {
        using var folder = new TemporaryFolder();
        using var writer = new TensorBoardWriter(folder.Path);
        for (int step = 0; step < 3; step++)
        {
            writer.AddScalar("loss", step, step);
            Assert.Equal(step + 1, TensorBoardReader.Read(folder.Path).Count());
        }
    }

    [Fact]
    public void A_file_cut_off_anywhere_gives_what_came_before()
    {
        using var folder = new TemporaryFolder();
        byte[] file = Scalars(folder, 3);
        int seen = 0;
        for (int length = 0; length <= file.Length; length++)
        {
            TensorBoardValue[] values = [.. TensorBoardReader.Decode(file[..length], "cut")];
            Assert.Equal(Enumerable.Range(0, values.Length).Select(i => (long)i), values.Select(value => value.Step));
            Assert.InRange(values.Length, seen, seen + 1);
            seen = values.Length;
        }

        Assert.Equal(3, seen);
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused_and_says_where()
    {
        using var folder = new TemporaryFolder();
        byte[] file = Scalars(folder, 2);
        for (int position = 0; position < file.Length; position++)
        {
            byte[] changed = [.. file];
            changed[position] ^= 0x41;
            LeptonException error = Assert.Throws<LeptonException>(() => TensorBoardReader.Decode(changed, "changed"));
            Assert.Contains("the record at byte", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_record_that_claims_more_than_the_file_holds_takes_no_memory()
    {
        byte[] claim = Record([])[..12];
        BinaryPrimitives.WriteInt64LittleEndian(claim, long.MaxValue);
        BinaryPrimitives.WriteUInt32LittleEndian(claim.AsSpan(8), Crc32C.Masked(claim.AsSpan(0, 8)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(TensorBoardReader.Decode([.. claim, 1, 2, 3], "liar"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData("2AFF", "claims")]
    [InlineData("2A80808080808080808001", "claims")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFF", "more than 10 bytes")]
    [InlineData("00", "impossible number 0")]
    [InlineData("0B", "wire type 3")]
    [InlineData("0901", "claims 8 bytes")]
    [InlineData("2A060A042A023201", "claims")]
    [InlineData("2A070A052A03320100", "64-bit floats")]
    [InlineData("2A0E0A0C2A0A32080000000000000000", "1 limits and 0 counts")]
    public void A_message_that_breaks_the_encoding_is_refused(string message, string reason)
    {
        LeptonException error = Assert.Throws<LeptonException>(
            () => TensorBoardReader.Decode(Record(Convert.FromHexString(message)), "bad"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pictures_of_numbers_from_0_to_1_become_bytes()
    {
        using var folder = new TemporaryFolder();
        using var writer = new TensorBoardWriter(folder.Path);
        writer.AddImage("x", Tensor.From([0, 1, 0.5f, -3, 7, float.NaN], [1, 6]), 0);
        var image = (TensorBoardImage)TensorBoardReader.Read(folder.Path).Single();
        Assert.Equal([0, 255, 128, 0, 255, 0], ImageFile.Decode(image.Encoded, "x").Pixels);
        foreach (Shape shape in new Shape[] { [], [3], [2, 2, 2], [0, 2], [1, 2, 2, 3] })
            Assert.Throws<ShapeException>(() => writer.AddImage("x", Tensor.Ones(shape), 0));
    }

    [Fact]
    public void Histograms_count_each_number_in_the_bucket_that_holds_it()
    {
        var random = new Random(1);
        float[] numbers = [0, 1e-12f, -1e-12f, 1, -1, 3e38f, -3e38f, float.NaN, float.PositiveInfinity,
            .. Enumerable.Range(0, 500).Select(_ => (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-15, 25))))];
        Histogram histogram = Histogram.Of(numbers);
        Assert.Equal(numbers.Count(float.IsFinite), histogram.Count);
        double low = double.NegativeInfinity;
        for (int i = 0; i < histogram.Limits.Count; i++)
        {
            Assert.True(histogram.Limits[i] > low);
            Assert.Equal(numbers.Count(number => float.IsFinite(number) && number >= low && number < histogram.Limits[i]), histogram.Counts[i]);
            low = histogram.Limits[i];
        }

        Assert.Equal(double.MaxValue, low);
    }

    [Fact]
    public void A_histogram_of_nothing_is_empty()
    {
        Histogram histogram = Histogram.Of([float.NaN]);
        Assert.Equal((0, 0), (histogram.Count, Assert.Single(histogram.Counts)));
    }

    [Fact]
    public void A_folder_without_event_files_is_told_of()
    {
        using var folder = new TemporaryFolder();
        LeptonException error = Assert.Throws<LeptonException>(() => TensorBoardReader.Read(folder.Path).ToArray());
        Assert.Contains("no TensorBoard file", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<LeptonException>(() => TensorBoardReader.Read(folder.File("none")).ToArray());
        Assert.Contains("no file", error.Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("file"), "");
        Assert.Throws<LeptonException>(() => new TensorBoardWriter(folder.File("file")));
    }

    private static byte[] Scalars(TemporaryFolder folder, int count)
    {
        using var writer = new TensorBoardWriter(folder.File(Guid.NewGuid().ToString()));
        for (int step = 0; step < count; step++)
            writer.AddScalar("loss", 1f / (step + 1), step);
        return File.ReadAllBytes(writer.Path);
    }

    private static byte[] Record(byte[] bytes)
    {
        byte[] length = BitConverter.GetBytes((long)bytes.Length);
        return [.. length, .. BitConverter.GetBytes(Crc32C.Masked(length)), .. bytes, .. BitConverter.GetBytes(Crc32C.Masked(bytes))];
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Time;
    }
}
