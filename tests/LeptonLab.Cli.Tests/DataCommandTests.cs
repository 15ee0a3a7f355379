using System.CommandLine;
using LeptonLab.Cli.Commands;
using LeptonLab.Cli.Terminal;

namespace LeptonLab.Cli.Tests;

public sealed class DataCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lepton-test-").FullName;

    [Fact]
    public void Listing_succeeds() => Assert.Equal(0, Run("list"));

    [Fact]
    public void Made_smears_verify_until_a_file_is_gone()
    {
        string smears = Path.Combine(_folder, "smears");
        Assert.Equal(0, Run("make", "smears", "--out", smears, "--count", "20", "--size", "32", "--patients", "2"));
        Assert.Equal(20, Directory.GetFiles(smears, "*.png", SearchOption.AllDirectories).Length);
        Assert.Equal(0, Run("verify", smears));
        File.Delete(Directory.GetFiles(Path.Combine(smears, "blast"))[0]);
        Assert.Equal(1, Run("verify", smears));
    }

    [Theory]
    [InlineData("signs", "23", "FramesPerTrack=1")]
    [InlineData("road-scenes", "2", "fog=0.9")]
    [InlineData("watch-scenes", "1", "frames=40")]
    [InlineData("text-lines", "12", "styles=plain,script")]
    public void Generated_sets_are_made_and_verified_with_their_tables(string name, string count, string setting)
    {
        string folder = Path.Combine(_folder, name);
        Assert.Equal(0, Run("make", name, "-o", folder, "--count", count, "--set", setting));
        Assert.Equal(0, Run("verify", folder));
        string table = Directory.GetFiles(folder, "*.csv").First(file => Path.GetFileName(file) != "samples.csv");
        File.AppendAllText(table, "more\n");
        Assert.Equal(1, Run("verify", folder));
    }

    [Fact]
    public void A_setting_that_does_not_exist_writes_nothing()
    {
        Assert.Equal(1, Run("make", "signs", "-o", Path.Combine(_folder, "x"), "--set", "Fogg=1"));
        Assert.Equal(1, Run("make", "signs", "-o", Path.Combine(_folder, "x"), "--set", "Fog=7"));
        Assert.Equal(2, Run("make", "signs", "-o", Path.Combine(_folder, "x"), "--patients", "7"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Work_that_fails_gives_1_and_options_that_do_not_fit_give_2()
    {
        Assert.Equal(1, Run("verify", Path.Combine(_folder, "nowhere")));
        Assert.Equal(2, Run("make", "smears", "--out", Path.Combine(_folder, "x"), "--size", "3"));
        Assert.Equal(2, Run("make", "smears", "--out", Path.Combine(_folder, "x"), "--from", _folder));
        Assert.Equal(2, Run("make", "fashion-mnist-mini", "--out", Path.Combine(_folder, "x"), "--count", "10"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static int Run(params string[] arguments) =>
        CommandLine.InvokeAsync(new RootCommand { DataCommand.Create() }, ["data", .. arguments]).GetAwaiter().GetResult();
}
