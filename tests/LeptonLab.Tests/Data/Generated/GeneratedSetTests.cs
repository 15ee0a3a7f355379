using LeptonLab.Data;
using LeptonLab.Data.Signs;
using LeptonLab.Data.TextLines;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data.Generated;

public sealed class GeneratedSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Signs_that_were_written_open_as_classes_split_by_track()
    {
        string folder = _folder.File("signs");
        GeneratedSet.Find("signs")!.Write(folder, 23 * 16, settings: ["size=16", "frames-per-track=1"]);
        Assert.Empty(DatasetVerifier.Verify(folder).Problems);
        var source = DataSource.Open(folder);
        Assert.Equal(SignClass.All.Select(kind => kind.Name), source.Train.Classes);
        Assert.Empty(((IGroupedDataset)source.Train).Groups!.Intersect(((IGroupedDataset)source.Test).Groups!));
    }

    [Fact]
    public void The_table_of_lines_gives_back_every_text()
    {
        string folder = _folder.File("lines");
        GeneratedSet.Find("text-lines")!.Write(folder, 40, seed: 3);
        var generator = new TextLineGenerator(3);
        string[] lines = File.ReadAllLines(Path.Combine(folder, "lines.csv"))[1..];
        for (int index = 0; index < 40; index++)
        {
            string text = generator.Generate(index).Text;
            string field = text.Contains('"', StringComparison.Ordinal) || text.Contains(',', StringComparison.Ordinal)
                ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                : text;
            Assert.Contains($",{field},", lines[index], StringComparison.Ordinal);
        }

        Assert.True(DataCard.TryRead(folder)!.Made!.Options!["styles"]![0]!.ToString() == "Plain");
    }

    [Fact]
    public void Settings_that_are_wrong_are_explained_and_nothing_is_written()
    {
        AssertRefused("There is no setting 'Fogg'. Known are Blur, Fog,", "signs", "Fogg=1");
        AssertRefused("'Fog' has no value", "signs", "Fog");
        AssertRefused("Fog is a number such as 0.5, not '0,5'", "signs", "Fog=0,5");
        AssertRefused("Fog must be between 0 and 1, not 2", "road-scenes", "fog=2");
        AssertRefused("Content is one of Digits, Lower, Letters, Mixed, not 'x'", "text-lines", "content=x");
        AssertRefused("Styles must name at least one", "text-lines", "styles=");
        AssertRefused("last 5 seconds", "watch-scenes", "frames=20");
        AssertRefused("64 to 2048 pixels wide", "road-scenes", "width=10");
        AssertRefused("the classes are basophil", "smears", "shortcutclass=cat");
        AssertRefused("between 1 and 1000, not 0", "smears", "imbalance=0");
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Unbalanced_classes_have_the_shares_that_were_asked_for()
    {
        double[] shares = ClassShares.Of(10, 100);
        int[] counts = new int[10];
        for (int number = 0; number < 2000; number++)
            counts[ClassShares.Class(number, shares)]++;
        Assert.Equal(1, shares.Sum(), 1e-12);
        Assert.Equal(100, shares[0] / shares[9], 1e-9);
        for (int kind = 0; kind < 10; kind++)
            Assert.InRange(counts[kind], 2000 * shares[kind] - 4, 2000 * shares[kind] + 4);
        Assert.Equal([0, 1, 2, 0, 1, 2], Enumerable.Range(0, 6).Select(number => ClassShares.Class(number, ClassShares.Of(3, 1))));
    }

    public void Dispose() => _folder.Dispose();

    private void AssertRefused(string expected, string set, string setting) => Assert.Contains(
        expected,
        Assert.Throws<LeptonException>(() => GeneratedSet.Find(set)!.Write(_folder.File("x"), 20, settings: [setting])).Message,
        StringComparison.Ordinal);
}
