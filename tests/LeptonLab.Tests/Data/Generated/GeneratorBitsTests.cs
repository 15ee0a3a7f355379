using System.Diagnostics;

namespace LeptonLab.Tests.Data.Generated;

public class GeneratorBitsTests
{
    internal const string ChildVariable = "LEPTON_TEST_PRINT_GENERATED";

    // GeneratorBits.Of(1), version 1 of all generators, on x64 Linux, made by this test, which shows what it found. Contact
    // sheets of the same seed were looked at before. Whoever changes pixels on purpose raises the generator's Version.
    private static readonly Dictionary<string, string> Golden = new()
    {
        ["smears"] = "cd5111cdbb52b0ab79da63a6b57a3d0f7bb43412550e142cf02c2c0cc83564e4",
        ["signs"] = "2009e34f8066505c945a1788da10f1e3980285fa9893ca367ae954ea13ca1438",
        ["road-scenes"] = "23c694f51418a1a1e07f984d7c28004551607e6b9cc0b9dba81b26ade5cc7215",
        ["watch-scenes"] = "28897c63c648bdb047466803f450913fda2d6ceef3bb696f769e8e0d8a931336",
        ["text-lines"] = "3c4181769a8de92700de79aaee29034407d9c1bc525df1dbd97a7fe8594f3eee",
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
