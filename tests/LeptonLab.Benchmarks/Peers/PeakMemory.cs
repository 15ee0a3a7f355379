using System.Diagnostics;
using System.Globalization;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>The most memory that this process has had in RAM at a time.</summary>
internal static class PeakMemory
{
    internal static double Megabytes()
    {
        const string Label = "VmHWM:", Status = "/proc/self/status";
        if (File.Exists(Status))
        {
            string line = File.ReadLines(Status).First(line => line.StartsWith(Label, StringComparison.Ordinal));
            string kilobytes = line[Label.Length..].Replace("kB", "", StringComparison.Ordinal);
            return double.Parse(kilobytes, CultureInfo.InvariantCulture) / 1024;
        }

        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (double)(1 << 20);
    }
}
