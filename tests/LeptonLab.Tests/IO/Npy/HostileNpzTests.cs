using System.Buffers.Binary;
using System.IO.Compression;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Npy;

/// <summary>Zip files that lie, unpack without end, or are damaged.</summary>
public sealed class HostileNpzTests
{
    private const string Good = "{'descr': '<i2', 'fortran_order': False, 'shape': (1,), }";
    private const int CentralCrc = 16, CentralPacked = 20, CentralLength = 24, CentralOffset = 42;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_cut_off_anywhere_is_refused(bool compress)
    {
        byte[] file = Zip(compress, ("a.npy", NpyBytes.File(Good, 1, 2)));
        Assert.Equal([513], Read(file, "a").ToTensor().ToArray());
        for (int length = 0; length < file.Length; length++)
            Refuse(file[..length]);
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused_or_means_the_same()
    {
        foreach (bool compress in new[] { false, true })
        {
            byte[] file = Zip(compress, ("a.npy", NpyBytes.File(Good, 1, 2)));
            for (int position = 0; position < file.Length; position++)
            {
                byte[] changed = [.. file];
                changed[position] ^= 0x41;
                try
                {
                    using var npz = NpzFile.Decode(changed, "changed.npz");
                    foreach (string name in npz.Names)
                        Assert.Equal([2, 1], npz.Read(name).Bytes.Reverse());
                }
                catch (LeptonException)
                {
                    // Refused, as most must be.
                }
            }
        }
    }

    [Theory]
    [InlineData(CentralLength, 100u, "unpacks to 69 bytes instead of the 100")]
    [InlineData(CentralLength, 1_000_000u, "cannot hold")]
    [InlineData(CentralLength, uint.MaxValue, "sizes of 'a.npy'")]
    [InlineData(CentralPacked, 1_000_000u, "run into the directory")]
    [InlineData(CentralPacked, 1u, "claims")]
    [InlineData(CentralOffset, 1_000_000u, "run into the directory")]
    [InlineData(CentralOffset, 1u, "not what the directory says")]
    [InlineData(CentralCrc, 0u, "CRC")]
    public void A_directory_that_lies_is_refused(int field, uint value, string reason)
    {
        byte[] file = Zip(compress: true, ("a.npy", NpyBytes.File(Good, 1, 2)));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Central(file) + field), value);
        Assert.Contains(reason, Refuse(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bomb_is_refused_before_it_is_unpacked()
    {
        // Zeros pack a thousandfold.
        byte[] zeros = NpyBytes.File("{'descr': '|u1', 'fortran_order': False, 'shape': (300000000,), }", new byte[300_000_000]);
        byte[] file = Zip(compress: true, ("a.npy", zeros));
        Assert.InRange(file.Length, 1, 500_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("250-fold", Refuse(file).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void A_bomb_that_hides_its_size_is_stopped_where_its_claim_ends()
    {
        byte[] file = Zip(compress: true, ("a.npy", NpyBytes.File("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }", new byte[10_000_000])));
        int header = NpyBytes.File("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }").Length;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(Central(file) + CentralLength), (uint)header + 2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("unpacks to more than", Refuse(file).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Files_that_share_their_bytes_are_refused()
    {
        // D. Fifield, "A better zip bomb" (2019): one packed core that many names refer to.
        byte[] file = Zip(compress: true, ("a.npy", NpyBytes.File(Good, 1, 2)), ("b.npy", NpyBytes.File(Good, 1, 2)));
        int second = Central(file) + 46 + "a.npy".Length;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(second + CentralOffset), 0);
        Assert.Contains("run into", Refuse(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_there_twice_is_refused()
    {
        byte[] file = Zip(compress: false, ("a.npy", NpyBytes.File(Good, 1, 2)), ("a.npy", NpyBytes.File(Good, 3, 4)));
        Assert.Contains("twice", Refuse(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_not_paths_and_other_files_are_passed_over()
    {
        byte[] file = Zip(compress: true, ("../../etc/a.npy", NpyBytes.File(Good, 1, 2)), ("readme.txt", [1]), ("/b.npy", NpyBytes.File(Good, 3, 4)));
        using var npz = NpzFile.Decode(file, "x.npz");
        Assert.Equal(["../../etc/a", "/b"], npz.Names);
        Assert.Equal([513], npz.Read("../../etc/a").ToTensor().ToArray());
    }

    [Fact]
    public void An_entry_of_another_packing_is_refused_with_its_number()
    {
        byte[] file = Zip(compress: true, ("a.npy", NpyBytes.File(Good, 1, 2)));
        file[Central(file) + 10] = 14; // LZMA
        Assert.Contains("method 14", Refuse(file).Message, StringComparison.Ordinal);
        file[Central(file) + 8] |= 1;
        Assert.Contains("encrypted", Refuse(file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_zip_file_is_refused() =>
        Assert.Contains("no zip directory", Refuse("PK hello"u8.ToArray()).Message, StringComparison.Ordinal);

    private static NpyArray Read(byte[] file, string name)
    {
        using var npz = NpzFile.Decode(file, "bad.npz");
        return npz.Read(name);
    }

    private static LeptonException Refuse(byte[] file) => Assert.Throws<LeptonException>(() => Read(file, "a"));

    private static int Central(byte[] file) => file.AsSpan().IndexOf("PK\u0001\u0002"u8);

    private static byte[] Zip(bool compress, params (string Name, byte[] Bytes)[] files)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in files)
            {
                using Stream entry = zip.CreateEntry(name, compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }
}
