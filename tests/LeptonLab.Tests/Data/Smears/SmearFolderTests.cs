using LeptonLab.Data;
using LeptonLab.Data.Smears;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data.Smears;

public sealed class SmearFolderTests : IDisposable
{
    private static readonly SmearOptions Small = new() { Size = 32, Patients = 5 };
    private readonly TemporaryFolder _folder = new();
    private readonly string _smears;

    public SmearFolderTests() => _smears = _folder.File("smears");

    [Fact]
    public void A_written_folder_is_the_dataset_with_its_patients()
    {
        DataCard card = SmearFolder.Write(_smears, 100, seed: 3, Small);
        Assert.Equal(100, card.Count);
        ImageDataset read = ImageFolder.Load(_smears), made = new SmearGenerator(3, Small).Dataset(100);
        Assert.Equal(made.Classes, read.Classes);
        Assert.Equal(Sorted(made), Sorted(read));
        Assert.Equal(["smears"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
        Assert.Empty(DatasetVerifier.Verify(_smears).Problems);
    }

    [Fact]
    public void Opened_it_is_split_by_patient()
    {
        SmearFolder.Write(_smears, 100, seed: 3, Small);
        var source = DataSource.Open(_smears, size: 24);
        Assert.Equal(new Shape(24, 24, 3), source.Train.SampleShape);
        Assert.Empty(((IGroupedDataset)source.Train).Groups!.Intersect(((IGroupedDataset)source.Test).Groups!));
        Assert.Equal((80, 20), (source.Train.Count, source.Test.Count));
        Assert.Contains("1 of 5 groups", source.Description, StringComparison.Ordinal);
        Assert.Equal("smears", source.Card!.Name);
    }

    [Fact]
    public void Without_the_list_patients_are_told_by_the_names_of_the_files()
    {
        SmearFolder.Write(_smears, 20, seed: 3, Small);
        File.Delete(Path.Combine(_smears, "samples.csv"));
        Assert.Equal(["p000", "p001"], ImageFolder.Load(_smears).Groups!.Distinct());
        File.Delete(Path.Combine(_smears, "card.json"));
        Assert.Null(ImageFolder.Load(_smears).Groups);
    }

    [Fact]
    public void Whatever_changes_in_the_folder_is_found_and_named()
    {
        SmearFolder.Write(_smears, 30, seed: 3, Small);
        string changed = Directory.GetFiles(Path.Combine(_smears, "blast"))[0], missing = Directory.GetFiles(Path.Combine(_smears, "monocyte"))[0];
        string broken = Directory.GetFiles(Path.Combine(_smears, "basophil"))[0], extra = Path.Combine(_smears, "blast", "new.png");
        LeptonLab.IO.Image image = LeptonLab.IO.Image.Read(changed);
        image.Pixels[77] ^= 1;
        image.Write(changed);
        image.Write(extra);
        File.Delete(missing);
        File.WriteAllBytes(broken, []);

        IReadOnlyList<string> problems = DatasetVerifier.Verify(_smears).Problems;
        Assert.Equal(4, problems.Count);
        foreach ((string file, string word) in new[] { (changed, "differs"), (missing, "missing"), (broken, "empty"), (extra, "superfluous") })
            Assert.Contains(problems, problem => problem.Contains(file, StringComparison.Ordinal) && problem.Contains(word, StringComparison.Ordinal));

        File.AppendAllText(Path.Combine(_smears, "samples.csv"), "blast/new.png,blast,p1,00\n");
        Assert.Contains(DatasetVerifier.Verify(_smears).Problems, problem => problem.Contains("samples.csv' differs", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_with_something_in_it_is_left_alone()
    {
        Directory.CreateDirectory(_smears);
        File.WriteAllText(Path.Combine(_smears, "thesis.txt"), "my work");
        LeptonException error = Assert.Throws<LeptonException>(() => SmearFolder.Write(_smears, 20, 1, Small));
        Assert.Contains("not empty", error.Message, StringComparison.Ordinal);
        Assert.Equal("my work", File.ReadAllText(Path.Combine(_smears, "thesis.txt")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Stopping_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        var progress = new Stopper(stop);
        Assert.ThrowsAny<OperationCanceledException>(() => SmearFolder.Write(_smears, 2000, 1, Small, progress, stop.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Sorted(ImageDataset dataset) =>
    [
        .. Enumerable.Range(0, dataset.Count)
            .Select(index => $"{dataset.Label(index)} {dataset.Groups![index]} {DataHash.OfPixels(dataset.Image(index))}")
            .Order(StringComparer.Ordinal),
    ];

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<double>
    {
        public void Report(double value) => stop.Cancel();
    }
}
