using System.Diagnostics;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Cpu;

/// <summary>
/// The same training in processes of its own, with the processor's instruction sets switched off one after another: the
/// runtime reads those switches only when it starts.
/// </summary>
public class SameBitsTests
{
    internal const string ChildVariable = "LEPTON_TEST_PRINT_FINGERPRINT";

    [Fact]
    public void Any_number_of_threads_gives_the_same_weights()
    {
        int before = Device.Cpu.Threads;
        try
        {
            string[] fingerprints = [.. new[] { 1, 2, 3, 7 }.Select(threads =>
            {
                Device.Cpu.Threads = threads;
                return Train();
            })];
            Assert.Single(fingerprints.Distinct());
        }
        finally
        {
            Device.Cpu.Threads = before;
        }
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0")]
    [InlineData("DOTNET_EnableAVX2", "0")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")]
    [InlineData("DOTNET_TieredCompilation", "0")]
    public void Any_instruction_set_gives_the_same_weights(string variable, string value)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(SameBitsTests).Assembly.Location);
        start.ArgumentList.Add("-class");
        start.ArgumentList.Add(typeof(SameBitsChild).FullName!);
        string file = Path.GetTempFileName();
        start.Environment[ChildVariable] = file;
        start.Environment[variable] = value;
        using (Process child = Process.Start(start)!)
        {
            child.StandardOutput.ReadToEnd();
            child.WaitForExit();
        }

        string fingerprint = File.ReadAllText(file);
        File.Delete(file);
        Assert.Equal(Train(), fingerprint);
    }

    internal static string Train() => string.Join(
        ' ',
        Train(ReferenceCnn.Create([26, 27, 3], 10), [26, 27, 3]),
        Train(ManyInputs(), [42, 43, 3]),
        GeneralShapes.Fingerprint(),
        FunctionsTests.Fingerprint());

    private static string Train(Sequential model, Shape input)
    {
        var trainer = new Trainer(model, new Adam(1e-3f), Loss.SoftmaxCrossEntropy);
        trainer.FitAsync(new RandomImages(input, 10, 21), epochs: 2, batchSize: 8).GetAwaiter().GetResult();
        return model.Fingerprint();
    }

    // Activations, and few outputs behind many inputs.
    private static Sequential ManyInputs() => new(
        new Conv2d(3, 5, kernel: 3), new Tanh(), new Flatten(), new Dense(40 * 41 * 5, 11), new Sigmoid(), new Dense(11, 10));
}
