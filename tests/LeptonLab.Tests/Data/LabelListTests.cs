using LeptonLab.Data;
using LeptonLab.Tests.IO;

namespace LeptonLab.Tests.Data;

public sealed class LabelListTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Pictures_of_any_size_in_any_folder_take_their_class_and_group_from_the_list()
    {
        Pictures.Write(_folder.Path, "deep/down/a.png", 20, 10);
        Pictures.Write(_folder.Path, "b.png", 8, 8, channels: 1);
        File.WriteAllText(_folder.File("labels.csv"), "\uFEFFfilename,label,group\r\ndeep\\down\\a.png,dog,p2\r\n\r\n\"b.png\",\"cat, small\",p1\r\n");
        ImageDataset data = LabelList.Load(_folder.Path);
        Assert.Equal(["cat, small", "dog"], data.Classes);
        Assert.Equal([1, 0], Enumerable.Range(0, 2).Select(data.Label));
        Assert.Equal(["p2", "p1"], data.Groups!);
        Assert.Equal(new Shape(10, 20, 3), data.SampleShape);
        Assert.Equal("deep/down/a.png", data.Name(0));
    }

    [Fact]
    public void A_folder_with_a_list_is_split_and_opened_like_any_other()
    {
        for (int i = 0; i < 10; i++)
            Pictures.Write(_folder.Path, $"{i}.png", seed: (ulong)i);
        File.WriteAllText(_folder.File("labels.csv"), "file,class\n" + string.Concat(Enumerable.Range(0, 10).Select(i => $"{i}.png,{(i < 5 ? "a" : "b")}\n")));
        var source = DataSource.Open(_folder.Path);
        Assert.Equal((8, 2), (source.Train.Count, source.Test.Count));
    }

    [Theory]
    [InlineData("nonsense\n", "must name the columns file,class")]
    [InlineData("file,class\n", "has no pictures")]
    [InlineData("file,class\na.png,x\n", "has one class only, 'x'")]
    [InlineData("file,class\na.png,x\na.png,y\n", "2 lines for 'a.png'")]
    [InlineData("file,class\na.png,x,z\n", "Line 2 of .* has 3 fields")]
    [InlineData("file,class\na.png,\n", "Line 2 of .* has no class")]
    [InlineData("file,class\n../a.png,x\n", "outside of the folder")]
    [InlineData("file,class\n/etc/passwd,x\n", "outside of the folder")]
    [InlineData("file,class,patient\na.png,x,\n", "has no patient")]
    [InlineData("file,class\na.png,x\nmissing.png,y\n", "missing.png")]
    public void A_list_that_is_wrong_says_where(string text, string expected)
    {
        Pictures.Write(_folder.Path, "a.png");
        File.WriteAllText(_folder.File("labels.csv"), text);
        Assert.Matches(expected, Assert.Throws<LeptonException>(() => DataSource.Open(_folder.Path)).Message);
    }

    public void Dispose() => _folder.Dispose();
}
