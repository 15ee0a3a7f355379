using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using LeptonLab.Data;
using LeptonLab.Data.Fetching;
using LeptonLab.IO;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data.Sets;

/// <summary>Small files of the formats in which the real sets are published.</summary>
public sealed class PublishedSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_manifest_is_sound_and_agrees_with_what_reads_it()
    {
        Assert.Equal(["bloodmnist", "cifar-10", "fashion-mnist", "gtsrb", "mnist", "pathmnist", "pneumoniamnist"], DatasetManifest.All.Select(manifest => manifest.Name));
        Assert.Equal(Cifar10.Classes, DatasetManifest.Find("cifar-10")!.Classes);
        Assert.Equal(DatasetCatalog.FashionClasses, DatasetManifest.Find("Fashion-MNIST")!.Classes);
        Assert.Equal(43, DatasetManifest.Find("gtsrb")!.Classes.Count);
    }

    [Theory]
    [InlineData("\"name\": \"x\"", "\"name\": \"../x\"", "small letters, digits and hyphens")]
    [InlineData("http://h/f.gz", "file:///etc/passwd", "http:// or https://")]
    [InlineData("\"name\": \"f.gz\"", "\"name\": \"../f.gz\"", "is not a plain file name")]
    [InlineData("\"bytes\": 5,", "", "needs its size")]
    [InlineData("\"md5\"", "\"md6\"", "needs a hash")]
    [InlineData("0123456789abcdef0123456789abcdef", "0123", "not in lower-case hexadecimal digits")]
    [InlineData("\"idx\"", "\"pickle\"", "its reader 'pickle' is unknown")]
    [InlineData("[1, 1, 1]", "[1, 1]", "[height, width, channels]")]
    [InlineData("\"licence\": \"l\",", "", "licence")]
    public void A_manifest_that_is_not_sound_says_why(string good, string bad, string expected)
    {
        const string Text = """
            { "name": "x", "title": "t", "origin": "o", "citation": "c", "licence": "l", "reader": "idx", "classes": ["a", "b"],
              "sample_shape": [1, 1, 1], "samples": { "train": 1 }, "facts_from": "f",
              "files": [{ "name": "f.gz", "urls": ["http://h/f.gz"], "bytes": 5, "md5": "0123456789abcdef0123456789abcdef" }] }
            """;
        Assert.Equal("x", DatasetManifest.Parse(Encoding.UTF8.GetBytes(Text), "m.json").Name);
        Assert.Contains(good, Text, StringComparison.Ordinal);
        string message = Assert.Throws<LeptonException>(() => DatasetManifest.Parse(Encoding.UTF8.GetBytes(Text.Replace(good, bad, StringComparison.Ordinal)), "m.json")).Message;
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.StartsWith("'m.json' is not a", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cifar_10_is_read_packed_and_unpacked(bool packed)
    {
        // Three planes, 1,024 reds, greens and blues.
        byte[] Record(byte label, byte red, byte green, byte blue) =>
            [label, .. Enumerable.Repeat(red, 1024), .. Enumerable.Repeat(green, 1024), .. Enumerable.Repeat(blue, 1024)];
        byte[] gradient = [3, .. Enumerable.Range(0, 3072).Select(i => (byte)(i % 251))];
        (string, byte[])[] files =
        [
            ("data_batch_1.bin", [.. Record(9, 1, 2, 3), .. gradient]), ("data_batch_2.bin", Record(0, 4, 5, 6)),
            ("test_batch.bin", Record(5, 7, 8, 9)), ("batches.meta.txt", "airplane\n"u8.ToArray()),
        ];
        if (packed)
        {
            using var tar = new TarWriter(new GZipStream(File.Create(_folder.File("cifar-10-binary.tar.gz")), CompressionMode.Compress));
            foreach ((string name, byte[] contents) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "cifar-10-batches-bin/" + name) { DataStream = new MemoryStream(contents) });
        }
        else
        {
            Directory.CreateDirectory(_folder.File("cifar-10-batches-bin"));
            foreach ((string name, byte[] contents) in files)
                File.WriteAllBytes(_folder.File("cifar-10-batches-bin/" + name), contents);
        }

        var source = DataSource.Open(_folder.Path);
        Assert.Equal((3, 1), (source.Train.Count, source.Test.Count));
        Assert.Equal([9, 3, 0, 5], [.. Enumerable.Range(0, 3).Select(source.Train.Label), source.Test.Label(0)]);
        var train = (ImageDataset)source.Train;
        Assert.Equal([1, 2, 3, 1, 2, 3], train.Pixels(0)[..6].ToArray());

        // Pixel (5, 2) of the gradient: 2 · 32 + 5 = 69 in each plane.
        Assert.Equal([69, (1024 + 69) % 251, (2048 + 69) % 251], train.Pixels(1).Slice(3 * 69, 3).ToArray().Select(value => (int)value));
        Assert.Equal("dog", source.Test.Classes[source.Test.Label(0)]);
        Assert.Equal(new Shape(16, 16, 3), DataSource.Open(_folder.Path, size: 16).Train.SampleShape);
    }

    [Fact]
    public void A_damaged_cifar_10_says_so()
    {
        Directory.CreateDirectory(_folder.File("cifar-10-batches-bin"));
        File.WriteAllBytes(_folder.File("cifar-10-batches-bin/test_batch.bin"), new byte[3073]);
        AssertRefused("lacks data_batch_1.bin");
        File.WriteAllBytes(_folder.File("cifar-10-batches-bin/data_batch_1.bin"), new byte[3072]);
        AssertRefused("3,072 bytes, which is not a number of pictures of 3,073 bytes each");
        File.WriteAllBytes(_folder.File("cifar-10-batches-bin/data_batch_1.bin"), [10, .. new byte[3072]]);
        AssertRefused("the label 10; CIFAR-10 has labels 0 to 9");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Medmnist_is_read_with_its_three_parts_and_names(int channels)
    {
        string name = channels == 3 ? "bloodmnist" : "pneumoniamnist";
        WriteMedMnist(name + ".npz", channels, labels: count => [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2))]);
        var source = DataSource.Open(_folder.Path);
        Assert.Equal((6, 4, 5), (source.Train.Count, source.Validation!.Count, source.Test.Count));
        Assert.Equal(new Shape(28, 28, channels), source.Train.SampleShape);
        Assert.Equal(DatasetManifest.Find(name)!.Classes, source.Train.Classes);
        Assert.Equal(1, source.Validation.Label(3));
        Assert.Equal(7, ((ImageDataset)source.Test).Pixels(0).Span[0]);
        Assert.NotNull(source.Normalized().Validation);
    }

    [Fact]
    public void Medmnist_with_several_labels_or_other_arrays_is_refused()
    {
        WriteMedMnist("chestmnist.npz", 1, count => new byte[14 * count], perPicture: 14);
        AssertRefused("one class for each picture was expected");
        WriteMedMnist("chestmnist.npz", 1, count => new byte[count], count => count + 1);
        AssertRefused("7 train_images, but 6 train_labels");
        NpzFile.Write(_folder.File("chestmnist.npz"), [KeyValuePair.Create("a", NpyArray.From<byte>([1], [1]))]);
        AssertRefused("has no array 'train_labels'");
        WriteMedMnist("bloodmnist.npz", 3, count => [.. Enumerable.Repeat((byte)8, count)]);
        File.Delete(_folder.File("chestmnist.npz"));
        AssertRefused("the label 8; its 8 classes have 0 to 7");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gtsrb_is_read_packed_and_unpacked(bool packed)
    {
        var files = new Dictionary<string, byte[]>
        {
            ["GTSRB/Final_Training/Images/00000/00000_00000.ppm"] = Ppm(20, 25, 1),
            ["GTSRB/Final_Training/Images/00000/00000_00001.ppm"] = Ppm(40, 42, 2),
            ["GTSRB/Final_Training/Images/00000/GT-00000.csv"] = "Filename;Width\n"u8.ToArray(),
            ["GTSRB/Final_Training/Images/00042/00003_00000.ppm"] = Ppm(32, 32, 3),
        };
        var tests = new Dictionary<string, byte[]> { ["GTSRB/Final_Test/Images/00000.ppm"] = Ppm(30, 30, 4), ["GTSRB/Final_Test/Images/00001.ppm"] = Ppm(31, 30, 5) };
        var truth = new Dictionary<string, byte[]>
        {
            ["GT-final_test.csv"] = "Filename;Width;Height;Roi.X1;Roi.Y1;Roi.X2;Roi.Y2;ClassId\r\n00000.ppm;30;30;1;1;2;2;42\r\n00001.ppm;31;30;1;1;2;2;0\r\n"u8.ToArray(),
        };
        if (packed)
        {
            Zip("GTSRB_Final_Training_Images.zip", files);
            Zip("GTSRB_Final_Test_Images.zip", tests);
            Zip("GTSRB_Final_Test_GT.zip", truth);
        }
        else
        {
            foreach ((string name, byte[] contents) in files.Concat(tests).Concat(truth))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
                File.WriteAllBytes(_folder.File(name), contents);
            }
        }

        var source = DataSource.Open(_folder.Path);
        Assert.Equal((3, 2), (source.Train.Count, source.Test.Count));
        Assert.Equal([0, 0, 42], Enumerable.Range(0, 3).Select(source.Train.Label));
        Assert.Equal([42, 0], Enumerable.Range(0, 2).Select(source.Test.Label));
        Assert.Equal(["00000/00000", "00000/00000", "00042/00003"], ((IGroupedDataset)source.Train).Groups!);
        Assert.Equal(new Shape(32, 32, 3), source.Train.SampleShape);
        Assert.Equal("speed limit 20", source.Train.Classes[0]);
        Assert.Equal(ImageFile.Decode(files["GTSRB/Final_Training/Images/00042/00003_00000.ppm"], "x").Pixels, ((ImageDataset)source.Train).Pixels(2).ToArray());
        Assert.EndsWith("00003_00000.ppm", source.Train.Name(2), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_gtsrb_that_cannot_be_read_is_named()
    {
        Zip("GTSRB_Final_Training_Images.zip", new() { ["GTSRB/Final_Training/Images/00000/00000_00000.ppm"] = "P6\n2 2\n255\nx"u8.ToArray() });
        AssertRefused("00000/00000_00000.ppm' is not a readable PPM picture");
        Zip("GTSRB_Final_Training_Images.zip", new() { ["GTSRB/Final_Training/Images/00043/00000_00000.ppm"] = Ppm(2, 2, 1) });
        AssertRefused("is of class '00043'; GTSRB has the classes 0 to 42");
    }

    [Fact]
    public void A_set_is_found_only_when_it_is_whole()
    {
        DatasetManifest mnist = DatasetManifest.Find("mnist")!;
        foreach (ManifestFile file in mnist.Files)
        {
            Assert.False(mnist.IsCompleteIn(_folder.Path));
            File.WriteAllText(_folder.File(file.Name == mnist.Files[0].Name ? file.Or! : file.Name), "x");
        }

        Assert.True(mnist.IsCompleteIn(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Ppm(int width, int height, ulong seed) =>
        [.. Encoding.ASCII.GetBytes($"P6\n{width} {height}\n255\n"), .. Pictures.Random(width, height, 3, seed).Pixels];

    private void Zip(string name, Dictionary<string, byte[]> files)
    {
        using var zip = new ZipArchive(File.Create(_folder.File(name)), ZipArchiveMode.Create);
        foreach ((string file, byte[] contents) in files)
        {
            using Stream stream = zip.CreateEntry(file).Open();
            stream.Write(contents);
        }
    }

    private void WriteMedMnist(string name, int channels, Func<int, byte[]> labels, Func<int, int>? pictures = null, int perPicture = 1)
    {
        var arrays = new Dictionary<string, NpyArray>();
        foreach ((string part, int count) in new[] { ("train", 6), ("val", 4), ("test", 5) })
        {
            int images = pictures?.Invoke(count) ?? count;
            byte[] bytes = [.. Enumerable.Repeat((byte)7, images * 28 * 28 * channels)];
            arrays[part + "_images"] = NpyArray.From<byte>(bytes, channels == 1 ? [images, 28, 28] : [images, 28, 28, channels]);
            arrays[part + "_labels"] = NpyArray.From<byte>(labels(count), [count, perPicture]);
        }

        NpzFile.Write(_folder.File(name), arrays);
    }

    private void AssertRefused(string expected) =>
        Assert.Contains(expected, Assert.Throws<LeptonException>(() => DataSource.Open(_folder.Path)).Message, StringComparison.Ordinal);
}
