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

    // Small: without any vector instructions a fused multiply-add is a call.
    internal static string Train() => string.Join(
        ' ',
        Train(ReferenceCnn.Create([26, 27, 3], 10), [26, 27, 3], new Adam(1e-3f)),
        Train(ManyInputs(), [42, 43, 3], new Adam(1e-3f)),
        Train(OneChannel(), [20, 21, 1], new Sgd(1e-2f, momentum: 0.9f)),
        Train(Precise(), [14, 15, 2], new Sgd(1e-2f)),
        GeneralShapes.Fingerprint(),
        ImageOperations.Fingerprint(),
        AlgebraShapes.Fingerprint(),
        FunctionsTests.Fingerprint(),
        LossesAndOptimizers.Fingerprint(),
        SequenceOperations.Fingerprint());

    private static string Train(Sequential model, Shape input, Optimizer optimizer)
    {
        var trainer = new Trainer(model, optimizer, Loss.SoftmaxCrossEntropy);
        trainer.FitAsync(new RandomImages(input, 10, 13), epochs: 2, batchSize: 8).GetAwaiter().GetResult();
        return model.Fingerprint();
    }

    // The first layer without pooling, activations, and few outputs behind many inputs.
    private static Sequential ManyInputs() => new(
        new Conv2d(3, 5, kernel: 3), new Tanh(), new Flatten(), new Dense(40 * 41 * 5, 11), new Sigmoid(), new Dense(11, 10));

    // One channel with pooling, Winograd's convolutions of both sizes and their gradients, windows that overlap,
    // depthwise, 1×1, and a stride.
    private static Sequential OneChannel() => new(
        new Conv2d(1, 17, kernel: 3, padding: 1), new Relu(), new MaxPool2d(2),
        new Conv2d(17, 20, kernel: 3, padding: 1, precise: true), new Tanh(),
        new Conv2d(20, 18, kernel: 3, padding: 1), new Sigmoid(), new MaxPool2d(3, 2),
        new Conv2d(18, 18, kernel: 3, padding: 1, groups: 18), new Relu(),
        new Conv2d(18, 24, kernel: 1), new Relu(),
        new Conv2d(24, 16, kernel: 3, stride: 2, padding: 1), new Flatten(), new Dense(64, 10));

    // Two channels, F(2×2, 3×3) with pooling, and direct gradients of pooled values.
    private static Sequential Precise() => new(
        new Conv2d(2, 12, kernel: 3, precise: true), new Relu(), new MaxPool2d(2),
        new Conv2d(12, 9, kernel: 3, padding: 1, precise: true), new Relu(), new MaxPool2d(2),
        new Conv2d(9, 20, kernel: 2), new Relu(), new MaxPool2d(2), new Flatten(), new Dense(20, 10));
}
