namespace LeptonLab.Cli.Tests;

/// <summary>A command line that cannot be meant gets exit code 2, one plain sentence, and changes nothing.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("There is no command 'trian'. The commands are run,", "trian")]
    [InlineData("A command is missing: list, make, verify.", "data")]
    [InlineData("'--data' is required", "train")]
    [InlineData("--threads takes a whole number from 1 to 256, not '0'.", "train", "--data", "x", "--threads", "0")]
    [InlineData("--threads takes a whole number from 1 to 256, not 'abc'.", "train", "--data", "x", "--threads", "abc")]
    [InlineData("--size takes a whole number from 1 to 4096, not '100000'.", "train", "--data", "x", "--size", "100000")]
    [InlineData("--epochs takes a whole number of at least 1, not '0'.", "train", "--data", "x", "--epochs", "0")]
    [InlineData("--batch takes a whole number of at least 1, not '99999999999'.", "train", "--data", "x", "--batch", "99999999999")]
    [InlineData("--seed takes a whole number from 0 to 18446744073709551615, not '-1'.", "train", "--data", "x", "--seed", "-1")]
    [InlineData("--learning-rate takes a positive number such as 0.001, not '0,001'.", "train", "--data", "x", "--learning-rate", "0,001")]
    [InlineData("--clip takes a positive number such as 1, not '0'.", "train", "--data", "x", "--clip", "0")]
    [InlineData("--average takes a positive number up to 0.999999 such as 0.999, not '1'.", "train", "--data", "x", "--average", "1")]
    [InlineData("--accumulate takes a whole number of at least 1, not '0'.", "train", "--data", "x", "--accumulate", "0")]
    [InlineData("--save is empty; a name was expected.", "train", "--data", "x", "--save", "")]
    [InlineData("NOTEBOOK is empty; a name was expected.", "run", "")]
    [InlineData("--out is empty; a name was expected.", "data", "make", "smears", "--out", "")]
    public void A_wrong_command_line_is_explained(string message, params string[] arguments)
    {
        Finished finished = Lepton.Run(_folder.Path, arguments);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains(message, finished.Error, StringComparison.Ordinal);
        Assert.Matches("Try 'lepton .*--help'", finished.Error);
        Assert.Empty(finished.Output);
        Assert.Empty(_folder.Files);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "--data", "fashion-mnist-mini")]
    [InlineData("bench", "train")]
    public void A_device_that_is_not_here_is_explained(params string[] arguments)
    {
        Finished finished = Lepton.Run(_folder.Path, [.. arguments, "--device", "tpu"]);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("There is no device 'tpu'. There are: cpu, plain, ", finished.Error, StringComparison.Ordinal);
        Assert.Contains("lepton doctor", finished.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_arguments_it_shows_what_it_can_do()
    {
        Finished finished = Lepton.Run(_folder.Path);
        Assert.Equal(2, finished.ExitCode);
        Assert.Contains("run <NOTEBOOK>", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_gives_the_standard_values()
    {
        Finished finished = Lepton.Run(_folder.Path, "train", "--help");
        Assert.Equal(0, finished.ExitCode);
        foreach (string standard in new[] { "[default: reference]", "[default: 8]", "[default: 32]", "[default: 0.001]" })
            Assert.Contains(standard, finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Doctor_finds_this_machine_healthy()
    {
        Finished finished = Lepton.Run(Lepton.Repository, "doctor");
        Assert.Equal(0, finished.ExitCode);
        Assert.Contains("exactly the expected weights", finished.Output, StringComparison.Ordinal);
        Assert.Matches("(?m)^(ok|--)  gpu ", finished.Output);
        Assert.Matches("(?m)^(ok|--)  torch ", finished.Output);
    }

    public void Dispose() => _folder.Dispose();
}
