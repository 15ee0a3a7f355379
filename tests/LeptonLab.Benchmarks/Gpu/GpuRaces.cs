using System.Diagnostics;
using LeptonLab.Gpu;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>A measurement, or why there is none.</summary>
/// <param name="Name">What was to be measured, as <c>gpu_torch.py</c> names it.</param>
internal sealed record GpuRace(string Name)
{
    /// <summary>The shortest time of several runs.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>10⁹ operations per second, a product and a sum counted as two.</summary>
    public double? Gigaflops { get; init; }

    /// <summary>Of what the device can do at most; null if that is unknown.</summary>
    public double? ShareOfPeak { get; init; }

    /// <summary>The most memory of the device that was taken, what waits for reuse included; null if unknown.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The shortest time of <see cref="Device.Cpu"/> with two threads, where that was asked for.</summary>
    public double? CpuMilliseconds { get; init; }

    /// <summary>How many times as long the processor takes.</summary>
    public double? TimesCpu => CpuMilliseconds / Milliseconds;

    /// <summary>Numbers of the result, for comparing.</summary>
    public IReadOnlyList<float>? Result { get; init; }

    /// <summary>Why nothing was measured, such as too little memory.</summary>
    public string? Error { get; init; }
}

/// <summary>What is measured.</summary>
internal static class GpuRaces
{
    private const int CpuThreads = 2;
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(2);

    internal static IEnumerable<GpuRace> Of(Device device, GpuOptions options)
    {
        foreach ((string name, Func<Device, GpuCase> make) in All(options.Tiny))
        {
            if (options.Wants(name))
                yield return Race(name, make, device, options.Cpu && name.StartsWith("training", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<(string Name, Func<Device, GpuCase> Make)> All(bool tiny)
    {
        int image = tiny ? 24 : 256, matrix = tiny ? 64 : 4096;
        foreach (int batch in tiny ? [1, 2] : new[] { 32, 256 })
        {
            yield return ($"training, batch {batch}", device => GpuCase.Training(device, image, batch));
            yield return ($"inference, batch {batch}", device => GpuCase.Inference(device, image, batch));
        }

        yield return ($"matmul {matrix}", device => GpuCase.Product(device, matrix));
        foreach ((int size, int inputs, int outputs) in tiny ? [(8, 3, 8)] : new[] { (254, 3, 32), (127, 32, 64), (62, 64, 128) })
            yield return ($"conv 3x3 {inputs}-{outputs}, {size}", device => GpuCase.Convolution(device, tiny ? 1 : 32, size, inputs, outputs));
    }

    private static GpuRace Race(string name, Func<Device, GpuCase> make, Device device, bool cpu)
    {
        GiveBack(device);
        try
        {
            GpuCase measured = make(device);
            float[] result = measured.Result();
            double milliseconds = Measure(measured, device), gigaflops = measured.Operations / milliseconds / 1e6;
            return new(name)
            {
                Milliseconds = milliseconds,
                Gigaflops = gigaflops,
                ShareOfPeak = gigaflops / device.PeakGigaflops,
                MemoryBytes = (device as GpuDevice)?.TakenBytes,
                CpuMilliseconds = cpu ? OnCpu(make) : null,
                Result = result,
            };
        }
        catch (LeptonException e)
        {
            return new(name) { Error = e.Message };
        }
    }

    // Memory of earlier cases is to be neither used nor counted.
    private static void GiveBack(Device device)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        device.Trim();
    }

    private static double OnCpu(Func<Device, GpuCase> make)
    {
        int threads = Device.Cpu.Threads;
        Device.Cpu.Threads = Math.Min(CpuThreads, threads);
        try
        {
            return Measure(make(Device.Cpu), Device.Cpu);
        }
        finally
        {
            Device.Cpu.Threads = threads;
        }
    }

    private static double Measure(GpuCase measured, Device device)
    {
        measured.Run();
        device.Synchronize();
        double shortest = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < 3 || (i < 200 && Stopwatch.GetElapsedTime(begin) < Enough); i++)
        {
            long start = Stopwatch.GetTimestamp();
            measured.Run();
            device.Synchronize();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return shortest;
    }
}
