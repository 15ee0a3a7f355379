using System.Text.Json.Nodes;
using LeptonLab.IO;

namespace LeptonLab.Cli.Tests.Jupyter;

public sealed class InstallTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Kernels => Path.Combine(_folder.Path, "my prefix", "share", "jupyter", "kernels");

    [Fact]
    public void The_kernel_is_installed_under_both_names_with_its_pictures_and_removed_again()
    {
        Run("install");
        Assert.Equal([".net-csharp", "lepton-csharp"], Names());
        foreach (string name in Names())
        {
            string folder = Path.Combine(Kernels, name);
            JsonNode spec = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")))!;
            string[] words = [.. spec["argv"]!.AsArray().Select(word => (string)word!)];
            Assert.Equal(["kernel", "-f", "{connection_file}"], words[^3..]);
            Assert.All(words[..^3], word => Assert.True(File.Exists(word), word));
            Assert.Equal(("C#", "message"), ((string)spec["language"]!, (string)spec["interrupt_mode"]!));
            foreach (int side in new[] { 32, 64 })
            {
                Image logo = ImageFile.Read(Path.Combine(folder, $"logo-{side}x{side}.png"));
                Assert.Equal((side, side), (logo.Width, logo.Height));
            }

            Assert.StartsWith("<svg", File.ReadAllText(Path.Combine(folder, "logo-svg.svg")), StringComparison.Ordinal);
        }

        Run("install");
        Run("uninstall");
        Assert.Empty(Names());
        Assert.Contains("There is no kernel of lepton", Run("uninstall").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_of_somebody_else_keeps_its_name()
    {
        string theirs = Path.Combine(Kernels, ".net-csharp", "kernel.json");
        Directory.CreateDirectory(Path.GetDirectoryName(theirs)!);
        const string text = """{"argv": ["dotnet", "interactive"], "display_name": "Theirs", "language": "C#"}""";
        File.WriteAllText(theirs, text);
        Assert.Contains("is left to 'Theirs'", Run("install").Output, StringComparison.Ordinal);
        Run("uninstall");
        Assert.Equal([".net-csharp"], Names());
        Assert.Equal(text, File.ReadAllText(theirs));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_refused_in_a_sentence()
    {
        _folder.Write("my prefix", "a file");
        Finished finished = Lepton.Run(_folder.Path, "jupyter", "install", "--prefix", "my prefix");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("cannot be written", finished.Error, StringComparison.Ordinal);
        Assert.Equal(2, Lepton.Run(_folder.Path, "jupyter", "install", "--prefix", "x", "--user").ExitCode);
    }

    [Theory]
    [InlineData("There is no connection file", "missing.json")]
    [InlineData("is not valid JSON", "broken.json")]
    public void A_kernel_without_a_connection_file_says_so_and_ends(string message, string file)
    {
        _folder.Write("broken.json", "{");
        Finished finished = Lepton.Run(_folder.Path, "kernel", "-f", file);
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private Finished Run(string verb)
    {
        Finished finished = Lepton.Run(_folder.Path, "jupyter", verb, "--prefix", "my prefix");
        Assert.True(finished.ExitCode == 0, finished.Error);
        return finished;
    }

    private string[] Names() =>
        [.. Directory.GetDirectories(Kernels).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];
}
