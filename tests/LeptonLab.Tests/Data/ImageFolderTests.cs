using LeptonLab.Data;
using LeptonLab.IO;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Classes_and_files_come_in_the_order_of_their_code_units()
    {
        foreach (string file in new[] { "b/2.png", "b/10.png", "B/a.PNG", "a/x.png" })
            Pictures.Write(_folder.Path, file);
        File.WriteAllText(_folder.File("b/notes.txt"), "not a picture");
        File.WriteAllText(_folder.File("b/.hidden.png"), "not a picture");
        Directory.CreateDirectory(_folder.File(".git"));
        ImageDataset dataset = ImageFolder.Load(_folder.Path);
        Assert.Equal(["B", "a", "b"], dataset.Classes);
        Assert.Equal(["B/a.PNG", "a/x.png", "b/10.png", "b/2.png"], Enumerable.Range(0, dataset.Count).Select(dataset.Name));
        Assert.Equal([0, 1, 2, 2], Enumerable.Range(0, dataset.Count).Select(dataset.Label));
    }

    [Fact]
    public void Pixels_are_read_as_numbers_from_0_to_1()
    {
        Pictures.WriteTwoClasses(_folder.Path, 2);
        ImageDataset dataset = ImageFolder.Load(_folder.Path);
        Image expected = Image.Read(_folder.File("dog/1.png"));
        float[] values = new float[dataset.SampleShape.Count];
        dataset.Read(3, values);
        Assert.Equal(expected.Pixels.Select(pixel => pixel * (1f / 255)), values);
    }

    [Fact]
    public void All_pictures_take_the_size_of_the_first_or_the_one_asked_for()
    {
        Pictures.Write(_folder.Path, "a/1.png", 9, 5);
        Pictures.Write(_folder.Path, "b/1.png", 20, 30, channels: 1);
        Assert.Equal(new Shape(5, 9, 3), ImageFolder.Load(_folder.Path).SampleShape);
        Assert.Equal(new Shape(7, 6, 1), ImageFolder.Load(_folder.Path, 7, 6, channels: 1).SampleShape);
    }

    [Fact]
    public void A_missing_folder_is_named() => AssertRefused("There is no folder", _folder.File("nowhere"));

    [Fact]
    public void A_folder_without_classes_says_what_is_expected()
    {
        Pictures.Write(_folder.Path, "1.png");
        AssertRefused("one folder for each class");
    }

    [Fact]
    public void One_class_is_too_few()
    {
        Pictures.Write(_folder.Path, "cat/1.png");
        AssertRefused("'cat'. A classifier needs at least two");
    }

    [Fact]
    public void An_empty_class_folder_is_named()
    {
        Pictures.WriteTwoClasses(_folder.Path, 1);
        Directory.CreateDirectory(_folder.File("fox"));
        AssertRefused(_folder.File("fox"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public void A_damaged_picture_is_named_the_first_one_of_several(int length)
    {
        Pictures.WriteTwoClasses(_folder.Path, 5);
        foreach (string file in new[] { "cat/3.png", "dog/0.png" })
            File.WriteAllBytes(_folder.File(file), File.ReadAllBytes(_folder.File(file))[..length]);
        AssertRefused(_folder.File("cat/3.png"));
        AssertRefused("2 of 10 files");
    }

    [Fact]
    public void Patients_come_from_the_list_of_samples()
    {
        Pictures.WriteTwoClasses(_folder.Path, 2);
        File.WriteAllText(
            _folder.File("samples.csv"),
            "file,class,patient\r\ncat/0.png,cat,\"Doe, \"\"J\"\"\"\r\ncat/1.png,cat,p2\r\ndog/0.png,dog,p1\r\ndog/1.png,dog,p2\r\n");
        Assert.Equal(["Doe, \"J\"", "p2", "p1", "p2"], ImageFolder.Load(_folder.Path).Groups!);
    }

    [Fact]
    public void A_picture_without_a_patient_is_an_error_where_there_is_a_list()
    {
        Pictures.WriteTwoClasses(_folder.Path, 1);
        File.WriteAllText(_folder.File("samples.csv"), "file,class,patient\ncat/0.png,cat,p1\n");
        AssertRefused("no line for 'dog/0.png'");
        File.WriteAllText(_folder.File("samples.csv"), "name,patient\ncat/0.png,p1\n");
        AssertRefused("must name the columns file,class,patient");
        File.WriteAllText(_folder.File("samples.csv"), "file,class,patient\ncat/0.png,cat\n");
        AssertRefused("Line 2 of");
    }

    [Fact]
    public void Progress_reaches_the_end()
    {
        Pictures.WriteTwoClasses(_folder.Path, 4);
        var seen = new System.Collections.Concurrent.ConcurrentBag<double>();
        ImageFolder.Load(_folder.Path, progress: new Direct(seen.Add));
        Assert.Equal(8, seen.Count);
        Assert.Equal(1, seen.Max());
    }

    public void Dispose() => _folder.Dispose();

    private void AssertRefused(string expected, string? root = null)
    {
        LeptonException error = Assert.Throws<LeptonException>(() => ImageFolder.Load(root ?? _folder.Path));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private sealed class Direct(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
