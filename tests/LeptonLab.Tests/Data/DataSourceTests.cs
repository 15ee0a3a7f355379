using LeptonLab.Data;
using LeptonLab.IO;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data;

public sealed class DataSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_folder_without_patients_is_split_by_class()
    {
        Pictures.WriteTwoClasses(_folder.Path, 10);
        var source = DataSource.Open(_folder.Path, size: 6, seed: 4);
        Assert.Equal((16, 4), (source.Train.Count, source.Test.Count));
        Assert.Equal([0, 0, 1, 1], Enumerable.Range(0, 4).Select(source.Test.Label));
        Assert.Equal(new Shape(6, 6, 3), source.Test.SampleShape);
        Assert.Contains("20 % of each class", source.Description, StringComparison.Ordinal);
        Assert.Null(source.Card);
    }

    [Fact]
    public void Folders_train_and_test_are_used_as_they_are()
    {
        Pictures.WriteTwoClasses(_folder.File("train"), 3);
        Pictures.Write(_folder.File("test"), "cat/1.png", 20, 20);
        Pictures.Write(_folder.File("test"), "dog/1.png", 20, 20);
        var source = DataSource.Open(_folder.Path);
        Assert.Equal((6, 2), (source.Train.Count, source.Test.Count));
        Assert.Equal(source.Train.SampleShape, source.Test.SampleShape);
        Assert.Contains("as the dataset gives them", source.Description, StringComparison.Ordinal);

        Pictures.Write(_folder.File("test"), "fox/1.png");
        AssertRefused("'fox'", _folder.Path);
    }

    [Fact]
    public void Images_of_an_impossible_extent_are_refused_even_if_there_are_none()
    {
        byte[] header = [0, 0, 8, 3, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF];
        File.WriteAllBytes(_folder.File("images"), header);
        IdxFile.Write(new IdxArray(IdxType.Byte, [0], []), _folder.File("labels"));
        LeptonException error = Assert.Throws<LeptonException>(() => IdxDataset.Load(_folder.File("images"), _folder.File("labels")));
        Assert.Contains("pictures with 1, 3 or 4 channels were expected", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patient_in_both_given_parts_is_reported()
    {
        foreach (string part in new[] { "train", "test" })
        {
            Pictures.WriteTwoClasses(_folder.File(part), 1);
            File.WriteAllText(_folder.File($"{part}/samples.csv"), $"file,class,patient\ncat/0.png,cat,p1\ndog/0.png,dog,{part}\n");
        }

        Assert.Contains("Beware: 1 patients are in both", DataSource.Open(_folder.Path).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_parts_are_normalised_by_the_training_data()
    {
        Pictures.WriteTwoClasses(_folder.Path, 10);
        var raw = DataSource.Open(_folder.Path);
        DataSource normalised = raw.Normalized();
        Assert.Equal(ChannelStatistics.Of(raw.Train).Mean, normalised.Statistics!.Mean);
        Assert.Same(normalised.Statistics, ((Normalized)normalised.Test).Statistics);
    }

    [Fact]
    public void Idx_files_in_any_folder_are_opened_and_scaled()
    {
        WriteIdx(labels: [0, 1, 2, 1]);
        var source = DataSource.Open(_folder.Path, size: 10);
        Assert.Equal(new Shape(10, 10, 1), source.Train.SampleShape);
        Assert.Equal(["0", "1", "2"], source.Train.Classes);
    }

    [Fact]
    public void Idx_files_that_do_not_belong_together_are_refused()
    {
        WriteIdx(labels: [0, 1, 2]);
        AssertRefused("4 images, but", _folder.Path);
        WriteIdx(labels: [0, 1, 2, 1]);
        File.Delete(_folder.File("t10k-labels-idx1-ubyte.gz"));
        AssertRefused("lacks the file t10k-labels-idx1-ubyte.gz", _folder.Path);
    }

    [Fact]
    public void An_unknown_name_lists_the_known_ones() => AssertRefused("cifar-10, fashion-mnist, gtsrb", "mnits");

    [Fact]
    public void A_file_is_not_a_folder()
    {
        File.WriteAllText(_folder.File("a.txt"), "");
        AssertRefused("is a file", _folder.File("a.txt"));
    }

    [Fact]
    public void Every_known_set_says_how_to_get_it() => Assert.All(DatasetCatalog.All, known =>
        Assert.True(known.Name == DatasetCatalog.FashionMnistMini || known.HowToGet.Contains("lepton data ", StringComparison.Ordinal), known.HowToGet));

    [Fact]
    public void A_broken_card_is_named()
    {
        Pictures.WriteTwoClasses(_folder.Path, 2);
        foreach (string text in new[] { "{", "null", "{}", """{"name":3}""" })
        {
            File.WriteAllText(_folder.File("card.json"), text);
            AssertRefused("card.json' is not a data card", _folder.Path);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void WriteIdx(byte[] labels)
    {
        foreach (string part in new[] { "train", "t10k" })
        {
            IdxFile.Write(new IdxArray(IdxType.Byte, [4, 5, 5], new byte[100]), _folder.File($"{part}-images-idx3-ubyte"));
            IdxFile.Write(new IdxArray(IdxType.Byte, [labels.Length], labels), _folder.File($"{part}-labels-idx1-ubyte.gz"));
        }
    }

    private static void AssertRefused(string expected, string nameOrFolder) => Assert.Contains(
        expected,
        Assert.Throws<LeptonException>(() => DataSource.Open(nameOrFolder)).Message,
        StringComparison.Ordinal);
}
