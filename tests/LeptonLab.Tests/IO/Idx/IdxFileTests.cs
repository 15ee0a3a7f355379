using System.IO.Compression;
using CsCheck;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Idx;

public sealed class IdxFileTests
{
    private static readonly Gen<IdxArray> Arrays =
        from type in Gen.Enum<IdxType>()
        from extents in Gen.Int[0, 5].Array[1, 4]
        from data in Gen.Byte.Array[extents.Aggregate(IdxArray.ElementSize(type), (product, extent) => product * extent)]
        select new IdxArray(type, extents, data);

    [Fact]
    public void What_is_written_is_read_back_plain_and_packed()
    {
        using var folder = new TemporaryFolder();
        Arrays.Sample(
            array =>
            {
                foreach (string name in new[] { Guid.NewGuid().ToString(), Guid.NewGuid() + ".gz" })
                {
                    IdxFile.Write(array, folder.File(name));
                    IdxArray copy = IdxFile.Read(folder.File(name));
                    Assert.Equal(array.Type, copy.Type);
                    Assert.Equal(array.Extents, copy.Extents);
                    Assert.Equal(array.Data, copy.Data);
                }
            },
            iter: 100);
    }

    [Fact]
    public void Elements_of_every_type_are_read_as_the_numbers_they_are()
    {
        Assert.Equal(200, new IdxArray(IdxType.Byte, [1], [200])[0]);
        Assert.Equal(-56, new IdxArray(IdxType.SByte, [1], [200])[0]);
        Assert.Equal(-2, new IdxArray(IdxType.Int16, [2], [0, 1, 0xFF, 0xFE])[1]);
        Assert.Equal(65536, new IdxArray(IdxType.Int32, [1], [0, 1, 0, 0])[0]);
        Assert.Equal(1.5, new IdxArray(IdxType.Single, [1], [0x3F, 0xC0, 0, 0])[0]);
        Assert.Equal(-2.0, new IdxArray(IdxType.Double, [1], [0xC0, 0, 0, 0, 0, 0, 0, 0])[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_cut_off_anywhere_is_refused_with_its_name(bool packed)
    {
        byte[] file = Encode(packed);
        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            LeptonException error = Assert.Throws<LeptonException>(() => IdxFile.Decode(cut, "cut.idx"));
            Assert.Contains("'cut.idx'", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Bytes_after_the_end_are_refused()
    {
        LeptonException error = Assert.Throws<LeptonException>(() => IdxFile.Decode([.. Encode(false), 0], "long.idx"));
        Assert.Contains("more follow", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_file_with_any_byte_changed_is_refused_or_means_the_same()
    {
        byte[] file = Encode(packed: true), plain = Encode(packed: false);
        for (int position = 0; position < file.Length; position++)
        {
            byte[] changed = [.. file];
            changed[position] ^= 0x41;
            try
            {
                // The header of gzip has bytes (time, system) that do not matter.
                using var copy = new MemoryStream();
                IdxFile.Encode(IdxFile.Decode(changed, "changed.gz"), copy);
                Assert.Equal(plain, copy.ToArray());
            }
            catch (LeptonException)
            {
                // Refused, as most must be.
            }
        }
    }

    [Fact]
    public void Garbage_is_refused_and_never_a_crash() => Gen.Byte.Array[0, 100].Sample(bytes =>
    {
        foreach (byte[] start in new byte[][] { [], [0, 0, 8, 3], [0x1F, 0x8B, 8] })
        {
            try
            {
                IdxFile.Decode([.. start, .. bytes], "garbage.idx");
            }
            catch (LeptonException)
            {
                // As it must be for nearly all of them.
            }
        }
    });

    [Theory]
    [InlineData(false, 0x7FFFFFFF, 0x7FFFFFFF)]
    [InlineData(false, 60_000, 784)]
    [InlineData(true, 0x7FFFFFFF, 1)]
    [InlineData(true, 60_000, 784)]
    public void A_header_that_claims_more_than_the_file_can_hold_takes_no_memory(bool packed, int rows, int columns)
    {
        byte[] header = [0, 0, 8, 2, .. BigEndian(rows), .. BigEndian(columns), 1, 2, 3];
        byte[] file = packed ? Pack(header) : header;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<LeptonException>(() => IdxFile.Decode(file, "liar.idx"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    [Fact]
    public void A_file_of_another_format_is_refused_by_its_first_bytes()
    {
        LeptonException error = Assert.Throws<LeptonException>(() => IdxFile.Decode("hello"u8.ToArray(), "text.idx"));
        Assert.Contains("68656C6C", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Encode(bool packed)
    {
        using var plain = new MemoryStream();
        IdxFile.Encode(new IdxArray(IdxType.Byte, [5, 3, 2], [.. Enumerable.Range(0, 30).Select(i => (byte)(i * i))]), plain);
        return packed ? Pack(plain.ToArray()) : plain.ToArray();
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] BigEndian(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
