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
        (long? free, string? note) = Opened(info);
        string memory = info.MemoryBytes is { } bytes
            ? string.Create(CultureInfo.InvariantCulture, $", {Gigabytes(bytes)} GiB")
                + (free is { } some ? string.Create(CultureInfo.InvariantCulture, $" of which {Gigabytes(some)} are free") : "")
            : "";
        return new(subject, FindingState.Good, $"{info.Description}{memory}{(info.Driver is null ? "" : $"; {info.Driver}")}", note);
    }

    // Opens the device: one that is listed and cannot be opened is worth knowing, and some tell their free memory only then.
    private static (long? Free, string? Note) Opened(DeviceInfo info)
    {
        try
        {
            Device device = Device.Named(info.Name);
            return (info.FreeMemoryBytes ?? device.FreeMemoryBytes, OnTheProcessor(device.Missing));
        }
        catch (LeptonException e)
        {
            return (info.FreeMemoryBytes, e.Message);
        }
    }

    private static string? OnTheProcessor(IReadOnlyList<string> missing)
    {
        if (missing.Count == 0)
            return null;
        string some = string.Join(", ", missing.Take(NamedOperations));
        return $"{missing.Count} operations run on the processor: {some}{(missing.Count > NamedOperations ? " …" : "")}";
    }

    private static string Gigabytes(long bytes) => (bytes / (double)(1L << 30)).ToString("0.0", CultureInfo.InvariantCulture);
}
