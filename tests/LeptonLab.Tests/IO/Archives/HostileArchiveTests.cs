using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using LeptonLab.IO;

namespace LeptonLab.Tests.IO.Archives;

/// <summary>Archives that were made to do harm.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private const long Limit = 1_000_000;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Escapes => new()
    {
        { "../evil.txt", "which leaves its folder" },
        { "a/../../evil.txt", "which leaves its folder" },
        { "a\\..\\evil.txt", "which leaves its folder" },
        { "/etc/passwd", "which begins at the root" },
        { "\\windows\\evil.txt", "which begins at the root" },
        { "C:evil.txt", "which names a drive" },
        { "file.txt:stream", "which names a drive" },
        { "a\u0007b", "which has a control character" },
        { new string('n', 2000), "a name of 2,000 letters" },
    };

    [Theory]
    [MemberData(nameof(Escapes))]
    public void Names_that_are_paths_out_are_refused_in_zip_files(string name, string expected) =>
        AssertRefused(expected, Zip((name, "x"u8.ToArray())));

    [Theory]
    [MemberData(nameof(Escapes))]
    public void Names_that_are_paths_out_are_refused_in_tar_files(string name, string expected) =>
        AssertRefused(expected, Tar(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream("x"u8.ToArray()) }));

    [Fact]
    public void Links_and_devices_are_refused()
    {
        AssertRefused("is not a file but a SymbolicLink", Tar(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" }));
        AssertRefused("is not a file but a HardLink", Tar(new PaxTarEntry(TarEntryType.HardLink, "link") { LinkName = "../x" }));
        AssertRefused("is not a file but a Fifo", Tar(new PaxTarEntry(TarEntryType.Fifo, "pipe")));
    }

    [Fact]
    public void Bombs_are_refused_before_they_fill_the_memory()
    {
        byte[] zeros = new byte[50_000_000];
        AssertRefused("unpack", Zip(("bomb", zeros)));
        AssertRefused("it unpacks to more than the 1,000,000 bytes", Tar(new PaxTarEntry(TarEntryType.RegularFile, "bomb") { DataStream = new MemoryStream(zeros) }));
    }

    [Fact]
    public void The_same_name_twice_is_refused()
    {
        AssertRefused("twice", Zip(("a", [1]), ("a", [2])));
        PaxTarEntry Entry() => new(TarEntryType.RegularFile, "a") { DataStream = new MemoryStream([1]) };
        AssertRefused("twice", Tar(Entry(), Entry()));
    }

    [Fact]
    public void Damage_is_said_in_words_wherever_it_is()
    {
        byte[] random = new byte[3000];
        new Random(1).NextBytes(random);
        foreach (string good in new[] { Zip(("a/b.txt", random)), Tar(new PaxTarEntry(TarEntryType.RegularFile, "a/b.txt") { DataStream = new MemoryStream(random) }) })
        {
            byte[] bytes = File.ReadAllBytes(good);
            using (FileTree tree = FileTree.Open(good, Limit))
            {
                Assert.Equal(["a/b.txt"], tree.Names);
                Assert.Equal(random, tree.Read("a/b.txt"));
            }

            for (int cut = 0; cut < bytes.Length; cut += 97)
                ReadDamaged(bytes[..cut], random);
            for (int at = 0; at < bytes.Length; at += 13)
            {
                byte[] flipped = [.. bytes];
                flipped[at] ^= 0x55;
                ReadDamaged(flipped, random);
            }
        }
    }

    [Fact]
    public void A_folder_is_a_tree_as_well()
    {
        Directory.CreateDirectory(_folder.File("tree/sub"));
        File.WriteAllText(_folder.File("tree/sub/file"), "hello");
        using FileTree tree = FileTree.Open(_folder.File("tree"), Limit);
        Assert.Equal("hello", Encoding.ASCII.GetString(tree.Read(Assert.Single(tree.Names))));
    }

    public void Dispose() => _folder.Dispose();

    // Damage may hit what does not matter, such as a time; what is read is the file or nothing.
    private void ReadDamaged(byte[] archive, byte[] contents)
    {
        string path = _folder.File("damaged");
        File.WriteAllBytes(path, archive);
        try
        {
            using FileTree tree = FileTree.Open(path, Limit);
            foreach (string name in tree.Names)
                Assert.Equal(contents, tree.Read(name));
        }
        catch (LeptonException error)
        {
            Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        }
    }

    private string Zip(params (string Name, byte[] Contents)[] files)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.zip");
        using var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] contents) in files)
        {
            using Stream stream = zip.CreateEntry(name).Open();
            stream.Write(contents);
        }

        return path;
    }

    private string Tar(params TarEntry[] entries)
    {
        string path = _folder.File($"{Guid.NewGuid():N}.tar.gz");
        using var tar = new TarWriter(new GZipStream(File.Create(path), CompressionMode.Compress));
        foreach (TarEntry entry in entries)
            tar.WriteEntry(entry);
        return path;
    }

    private static void AssertRefused(string expected, string path)
    {
        string message = Assert.Throws<LeptonException>(() =>
        {
            using FileTree tree = FileTree.Open(path, Limit);
            foreach (string name in tree.Names)
                tree.Read(name);
        }).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }
}
