using System.Globalization;

namespace LeptonLab.Cli.Doctor;

/// <summary>The devices other than the processor: what is there, and what is not and why.</summary>
internal static class DeviceFindings
{
    // Operations that a line names at most.
    private const int NamedOperations = 4;

    internal static IEnumerable<Func<Finding>> All =>
        Device.All.Where(info => info.Name != Device.Cpu.Name && info.Name != Device.Plain.Name).Select(info => (Func<Finding>)(() => Of(info)));

    /// <summary>The line of a device. One that is absent is never needed by a lesson.</summary>
    internal static Finding Of(DeviceInfo info)
    {
        string subject = info.Name;
        if (info.Absence is { } absence)
            return new(subject, FindingState.Optional, $"{info.Description}: not here", absence);
        string memory = info.MemoryBytes is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $", {Gigabytes(bytes)} GiB")
                + (info.FreeMemoryBytes is { } free ? string.Create(CultureInfo.InvariantCulture, $" of which {Gigabytes(free)} are free") : "")
            : "";
        return new(subject, FindingState.Good, $"{info.Description}{memory}{(info.Driver is null ? "" : $"; {info.Driver}")}", OnTheProcessor(info));
    }

    // Opens the device: one that is listed and cannot be opened is worth knowing.
    private static string? OnTheProcessor(DeviceInfo info)
    {
        try
        {
            IReadOnlyList<string> missing = Device.Named(info.Name).Missing;
            if (missing.Count == 0)
                return null;
            string some = string.Join(", ", missing.Take(NamedOperations));
            return $"{missing.Count} operations run on the processor: {some}{(missing.Count > NamedOperations ? " …" : "")}";
        }
        catch (LeptonException e)
        {
            return e.Message;
        }
    }

    private static string Gigabytes(long bytes) => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);
}
