using System.Globalization;

namespace LeptonLab.Benchmarks.Peers;

/// <summary>
/// How busy the whole machine has been. Two programs that take turns suffer from a third one, and not equally: threads that
/// spin while they wait for each other lose most.
/// </summary>
internal static class MachineLoad
{
    private const string Statistics = "/proc/stat";
    private const double TicksPerSecond = 100;

    /// <summary>The time that all processors together have computed since the machine started; null where nobody says.</summary>
    internal static TimeSpan? BusyTime()
    {
        if (!File.Exists(Statistics))
            return null;

        // cpu user nice system idle iowait irq softirq steal …
        string[] fields = File.ReadLines(Statistics).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7, 8];
        return TimeSpan.FromSeconds(busy.Sum(field => double.Parse(fields[field], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }
}
