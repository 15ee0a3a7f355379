using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Npy;

/// <summary>Zip files whose numbers are in the 64-bit records (APPNOTE.TXT, sections 4.3.14, 4.3.15 and 4.5.3).</summary>
public sealed class Zip64Tests
{
    private static readonly byte[] Array = NpyBytes.File("{'descr': '<i2', 'fortran_order': False, 'shape': (1,), }", 1, 2);

    [Fact]
    public void They_are_read()
    {
        using var file = NpzFile.Decode(Zip(), "large.npz");
        Assert.Equal([513], file.Read("a").ToTensor().ToArray());
    }

    [Theory]
    [InlineData(-1L, 0L, "sizes of 'a.npy'")]
    [InlineData(0L, -1L, "sizes of 'a.npy'")]
    [InlineData(0L, long.MaxValue, "run into the directory")]
    [InlineData(long.MaxValue, 0L, "unpack to")]
    public void Numbers_that_cannot_be_are_refused(long length, long offset, string reason)
    {
        LeptonException error = Assert.Throws<LeptonException>(() => NpzFile.Decode(Zip(length, offset), "bad.npz"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1L, 1L)]
    [InlineData(long.MaxValue, 1L)]
    [InlineData(0L, 2L)]
    [InlineData(0L, -1L)]
    public void A_directory_that_cannot_be_is_refused(long shift, long count)
    {
        byte[] file = Zip(shift: shift, count: count);
        Assert.Throws<LeptonException>(() => NpzFile.Decode(file, "bad.npz"));
    }

    private static byte[] Zip(long? length = null, long offset = 0, long shift = 0, long count = 1)
    {
        byte[] crc = BitConverter.GetBytes(Crc32.Compute(Array)), ones = [0xFF, 0xFF, 0xFF, 0xFF];
        byte[] local = [.. "PK\u0003\u0004"u8, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. crc, .. ones, .. ones, 5, 0, 0, 0, .. "a.npy"u8, .. Array];
        byte[] extra = [1, 0, 24, 0, .. BitConverter.GetBytes(length ?? Array.Length), .. BitConverter.GetBytes((long)Array.Length), .. BitConverter.GetBytes(offset)];
        byte[] directory =
        [
            .. "PK\u0001\u0002"u8, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. crc, .. ones, .. ones, 5, 0, (byte)extra.Length, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, .. ones, .. "a.npy"u8, .. extra,
        ];
        byte[] record =
        [
            .. "PK\u0006\u0006"u8, 44, 0, 0, 0, 0, 0, 0, 0, 45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(count),
            .. BitConverter.GetBytes(count), .. BitConverter.GetBytes((long)directory.Length), .. BitConverter.GetBytes(local.Length + shift),
        ];
        byte[] locator = [.. "PK\u0006\u0007"u8, 0, 0, 0, 0, .. BitConverter.GetBytes((long)local.Length + directory.Length), 1, 0, 0, 0];
        byte[] end = [.. "PK\u0005\u0006"u8, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. ones, .. ones, 0, 0];
        return [.. local, .. directory, .. record, .. locator, .. end];
    }
}
