using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LeptonLab.Data;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Cli.Doctor;

/// <summary>The checks of <c>lepton doctor</c>, in the order in which they are shown.</summary>
internal static class Checkup
{
    // The weights of the reference model for 22×22×3 images after two steps on the batch that Bits() draws. Computed once,
    // and found equal with 512-, 256- and 128-bit vectors and with the processor's vector instructions switched off.
    internal const string ExpectedFingerprint =
        "b6abcea015e163ecb92904cb1ccb428744e40769b905d4906fe4b3bebfe487f8";

    internal static IReadOnlyList<Func<Finding>> All =>
        [Runtime, Processor, Memory, Bits, Speed, Folder, Data, .. DeviceFindings.All];

    private static Finding Runtime() => new("Runtime", FindingState.Good,
        $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");

    private static Finding Processor()
    {
        string vectors = Vector512.IsHardwareAccelerated ? "512-bit vectors (AVX-512)"
            : Vector256.IsHardwareAccelerated ? "256-bit vectors (AVX2)" : "128-bit vectors";
        bool fused = System.Runtime.Intrinsics.X86.Fma.IsSupported || System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;
        return new("Processor", FindingState.Good, $"{Environment.ProcessorCount} logical processors, {vectors}",
            fused ? null : "No fused multiply-add in hardware: the results are the same, but training is very slow.");
    }

    private static Finding Memory()
    {
        double gigabytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return gigabytes >= 3.5
            ? new("Memory", FindingState.Good, $"{gigabytes:F1} GiB")
            : new("Memory", FindingState.Optional, $"{gigabytes:F1} GiB", "Lessons with 256×256 images want 4 GiB; choose smaller batches.");
    }

    private static Finding Bits()
    {
        Sequential model = ReferenceCnn.Create([22, 22, 3], 10);
        var random = new RandomStream(seed: 7);
        Tensor images = Tensor.Uniform([4, 22, 22, 3], random, -1, 1);
        var optimizer = new Adam(1e-3f);
        for (int step = 0; step < 2; step++)
        {
            Loss.SoftmaxCrossEntropy.Compute(model.Forward(images), [0, 3, 5, 9]).Backward();
            optimizer.Step(model.Parameters);
            model.ZeroGrad();
        }

        return model.Fingerprint() == ExpectedFingerprint
            ? new("Same bits", FindingState.Good, "a test training gave exactly the expected weights")
            : new("Same bits", FindingState.Broken, $"a test training gave other weights than expected: {model.Fingerprint()}",
                "Numbers in lessons will differ in the last digits. Please report this with the lines above.");
    }

    private static Finding Speed()
    {
        const int Side = 768;
        Tensor a = Tensor.Full([Side, Side], 0.5f);
        double best = double.MaxValue;
        for (int repetition = 0; repetition < 8; repetition++)
        {
            long start = Stopwatch.GetTimestamp();
            Ops.Dense.Apply(a, a);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return new("Speed", FindingState.Good, $"{2.0 * Side * Side * Side / best / 1e9:F0} GFLOP/s in a matrix product, {Device.Cpu.Threads} threads");
    }

    private static Finding Folder()
    {
        string probe = Path.Combine(Environment.CurrentDirectory, $".lepton-{Environment.ProcessId}.tmp");
        try
        {
            File.Create(probe).Dispose();
            File.Delete(probe);
            return new("Folder", FindingState.Good, $"{Environment.CurrentDirectory} can be written");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new("Folder", FindingState.Broken, $"{Environment.CurrentDirectory} cannot be written: {error.Message}",
                "Results go to ./out: change to a folder of your own.");
        }
    }

    private static Finding Data()
    {
        string[] found = [.. DatasetCatalog.All.Select(set => set.Name).Where(name => DatasetCatalog.Find(name) is not null)];
        return found.Length > 0
            ? new("Data", FindingState.Good, string.Join(", ", found))
            : new("Data", FindingState.Optional, "no dataset was found", "Run lepton from the repository's folder, or see 'lepton data list'.");
    }
}
