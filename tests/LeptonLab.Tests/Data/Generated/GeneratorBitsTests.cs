using System.Diagnostics;

namespace LeptonLab.Tests.Data.Generated;

public class GeneratorBitsTests
{
    internal const string ChildVariable = "LEPTON_TEST_PRINT_GENERATED";

    // GeneratorBits.Of(1), version 1 of all generators, on x64 Linux, made by this test, which shows what it found. Contact
    // sheets of the same seed were looked at before. Whoever changes pixels on purpose raises the generator's Version.
    private static readonly Dictionary<string, string> Golden = new()
    {
        ["smears"] = "",
        ["signs"] = "",
        ["road-scenes"] = "",
        ["watch-scenes"] = "",
        ["text-lines"] = "",
    };

    [Fact]
    public void Every_generator_draws_the_same_on_every_machine() => Assert.Equal(Golden, GeneratorBits.Of(1));

    [Fact]
    public void Another_seed_draws_something_else()
    {
        Dictionary<string, string> other = GeneratorBits.Of(2);
        Assert.All(Golden, pair => Assert.NotEqual(pair.Value, other[pair.Key]));
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    public void Any_instruction_set_draws_the_same(string variable, string value)
    {
        string file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
                start.ArgumentList.Add(typeof(GeneratorBitsTests).Assembly.Location);
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add(typeof(GeneratorBitsChild).FullName!);
            start.Environment[ChildVariable] = file;
            start.Environment[variable] = value;
            using (Process child = Process.Start(start)!)
            {
                child.StandardOutput.ReadToEnd();
                child.WaitForExit();
            }

            Assert.Equal(Text(GeneratorBits.Of(1)), File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    internal static string Text(Dictionary<string, string> bits) => string.Join('\n', bits.Select(pair => $"{pair.Key} {pair.Value}"));
}
