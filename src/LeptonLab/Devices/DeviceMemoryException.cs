namespace LeptonLab;

/// <summary>
/// A device has no room for a tensor. Thrown by <see cref="Device.Allocate"/>, which is asked once more then, after the
/// tensors that nobody uses have been collected.
/// </summary>
public sealed class DeviceMemoryException : DeviceException
{
    // Less than this share of the memory is what a driver takes for itself.
    private const double DriversShare = 0.05;

    /// <summary>Says how much was asked for and how much there is.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="askedBytes">How much was asked for; 0 if the device cannot tell.</param>
    /// <param name="freeBytes">How much is free; null if the device cannot tell.</param>
    /// <param name="totalBytes">How much the device has; null if it cannot tell.</param>
    /// <param name="takenBytes">How much of it this program has; null if the device cannot tell.</param>
    public DeviceMemoryException(string device, long askedBytes, long? freeBytes = null, long? totalBytes = null, long? takenBytes = null)
        : this((device, askedBytes, freeBytes, totalBytes, takenBytes), "", "Take smaller batches or a smaller model, or the processor: Device.Cpu.")
    {
    }

    private DeviceMemoryException(
        (string Device, long Asked, long? Free, long? Total, long? Taken) memory, string where, string advice)
        : base(
            $"{where}Device {memory.Device} "
            + (memory.Asked > 0 ? $"has no room for another {Text(memory.Asked)}" : "has run out of memory")
            + (memory.Free is { } free ? $": {Text(free)}" + (memory.Total is { } total ? $" of {Text(total)}" : "") + " are free" : "")
            + $". {Shares(memory)}{advice}") =>
        (Device, AskedBytes, FreeBytes, TotalBytes, TakenBytes) = memory;

    /// <summary>The device's name.</summary>
    public string Device { get; }

    /// <summary>How much was asked for.</summary>
    public long AskedBytes { get; }

    /// <summary>How much was free; null if the device cannot tell.</summary>
    public long? FreeBytes { get; }

    /// <summary>How much the device has; null if it cannot tell.</summary>
    public long? TotalBytes { get; }

    /// <summary>How much of it this program had; null if the device cannot tell.</summary>
    public long? TakenBytes { get; }

    /// <summary>How much of it other programs and the driver had; null if the device cannot tell.</summary>
    public long? OthersBytes => Others(FreeBytes, TotalBytes, TakenBytes);

    /// <summary>The same with where it happened and what to do there, such as the batch size that would fit.</summary>
    internal DeviceMemoryException With(string where, string advice) =>
        new((Device, AskedBytes, FreeBytes, TotalBytes, TakenBytes), where, advice);

    private static long? Others(long? free, long? total, long? taken) =>
        free is null || total is null || taken is null ? null : Math.Max(0, total.Value - free.Value - taken.Value);

    // Whose the rest is, and what to do if it is somebody else's.
    private static string Shares((string Device, long Asked, long? Free, long? Total, long? Taken) memory)
    {
        if (Others(memory.Free, memory.Total, memory.Taken) is not { } others)
            return "";
        string shares = $"This program has {Text(memory.Taken!.Value)}, other programs and the driver have {Text(others)}";
        return others < DriversShare * memory.Total
            ? $"{shares}. "
            : $"{shares}: close another notebook that uses the device, or give back there what waits for reuse: "
                + $"Device.Named(\"{memory.Device}\").Trim(). ";
    }

    private static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):0.0} GiB",
        >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
        _ => $"{bytes / 1024.0:0.0} KiB",
    };
}
