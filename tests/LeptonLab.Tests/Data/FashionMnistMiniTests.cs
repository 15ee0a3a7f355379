using LeptonLab.Data;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data;

/// <summary>The set that comes with the repository.</summary>
public sealed class FashionMnistMiniTests
{
    private const string Full = "/usr/share/datasets/fashion-mnist";
    private static readonly string Folder = DataSource.Locate(DatasetCatalogue.FashionMnistMini);

    [Fact]
    public void Its_files_are_those_of_its_card()
    {
        (int count, IReadOnlyList<string> problems) = DatasetVerifier.Verify(DatasetCatalogue.FashionMnistMini);
        Assert.Equal(4, count);
        Assert.Empty(problems);
        foreach ((string name, FileHashes hashes) in DataCard.TryRead(Folder)!.Files!)
            Assert.Equal(hashes.ContentSha256, DataHash.OfIdx(Path.Combine(Folder, name)));
    }

    [Fact]
    public void It_is_balanced_and_of_the_size_that_its_card_says()
    {
        var source = DataSource.Open(DatasetCatalogue.FashionMnistMini);
        foreach ((IDataset part, int each) in new[] { (source.Train, 200), (source.Test, 50) })
        {
            Assert.Equal(new Shape(28, 28, 1), part.SampleShape);
            Assert.Equal(Enumerable.Repeat(each, 10), Enumerable.Range(0, part.Count).CountBy(part.Label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
        }

        Assert.Equal(source.Card!.Samples, new Dictionary<string, int> { ["train"] = source.Train.Count, ["test"] = source.Test.Count });
        Assert.Equal("Ankle boot", source.Train.Classes[9]);
    }

    [Fact]
    public void It_is_small() => Assert.InRange(new DirectoryInfo(Folder).GetFiles().Sum(file => file.Length), 1, 1_500_000);

    [Fact]
    public void No_picture_is_in_both_parts()
    {
        (ImageDataset train, ImageDataset test) = IdxDataset.LoadFolder(Folder);
        Assert.Empty(Enumerable.Range(0, train.Count).Select(index => Convert.ToHexString(train.Pixels(index).Span))
            .Intersect(Enumerable.Range(0, test.Count).Select(index => Convert.ToHexString(test.Pixels(index).Span))));
    }

    [Fact]
    public void Drawn_again_it_is_the_same()
    {
        Assert.SkipUnless(Directory.Exists(Full), "Debian's package dataset-fashion-mnist is not installed here.");
        using var folder = new TemporaryFolder();
        DataCard card = FashionMnistMini.Write(Full, folder.File("again")), shipped = DataCard.TryRead(Folder)!;
        Assert.Equal(shipped.Files!.ToDictionary(f => f.Key, f => f.Value.ContentSha256), card.Files!.ToDictionary(f => f.Key, f => f.Value.ContentSha256));
        Assert.Equal((shipped.Made!.Seed, shipped.Made.How), (card.Made!.Seed, card.Made.How));
    }

    [Fact]
    public void A_changed_file_is_named()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.GetFiles(Folder))
            File.Copy(file, folder.File(Path.GetFileName(file)));
        byte[] labels = File.ReadAllBytes(folder.File("t10k-labels-idx1-ubyte.gz"));
        labels[40] ^= 1;
        File.WriteAllBytes(folder.File("t10k-labels-idx1-ubyte.gz"), labels);
        Assert.Contains("t10k-labels-idx1-ubyte.gz' differs", Assert.Single(DatasetVerifier.Verify(folder.Path).Problems), StringComparison.Ordinal);
    }
}
