using System.Globalization;

namespace LeptonLab.Benchmarks.Gpu;

/// <summary>Results in words.</summary>
internal static class GpuText
{
    internal static string Line(DeviceFacts device) =>
        $"{device.Name}: {device.Description}" + (device.Driver is { } driver ? $"; {driver}" : "")
        + (device.MemoryBytes is { } bytes ? $"; {Memory(bytes)}" : "")
        + (device.PeakGigaflops is { } peak ? $"; fp32 peak {Number(peak, "0")} GFLOP/s" : "");

    internal static string Line(GpuRace race) => race.Error is { } error
        ? $"{race.Name,-24} {error}"
        : $"{race.Name,-24} {Number(race.Milliseconds!.Value, "0.000"),10} ms {Number(race.Gigaflops!.Value, "0.0"),10} GFLOP/s"
        + (race.ShareOfPeak is { } share ? $" {Number(100 * share, "0.0"),6} % of peak" : "")
        + (race.MemoryBytes is { } bytes ? $" {Memory(bytes)}" : "")
        + (race.TimesCpu is { } times ? $"; {Number(times, "0.0")} × the processor's two threads" : "");

    private static string Memory(long bytes) => bytes < 1L << 30
        ? $"{Number(bytes / (double)(1L << 20), "0.0"),6} MiB"
        : $"{Number(bytes / (double)(1L << 30), "0.00"),6} GiB";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
