namespace LeptonLab.Cli.Tests;

/// <summary><c>lepton check</c>: its words are tested beside the checks; here are the files and the exit code.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Findings_go_to_the_output_and_what_cannot_be_read_does_not_keep_the_others_from_it()
    {
        _folder.WriteNotebook("lesson.ipynb", "int a = later;", "int later = 1;");
        Finished found = Lepton.Run(_folder.Path, "check", "lesson.ipynb");
        Assert.Equal(1, found.ExitCode);
        Assert.Contains("lesson.ipynb: cell 1, line 1: later is not known yet", found.Output, StringComparison.Ordinal);
        Assert.Empty(found.Error);

        Finished unread = Lepton.Run(_folder.Path, "check", "missing.ipynb", "lesson.ipynb");
        Assert.Equal(2, unread.ExitCode);
        Assert.Contains("There is no file missing.ipynb", unread.Error, StringComparison.Ordinal);
        Assert.Equal(found.Output, unread.Output);
        Assert.Equal(["lesson.ipynb"], _folder.Files);
    }
}
