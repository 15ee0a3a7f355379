namespace LeptonLab;

/// <summary>
/// A device has no room for a tensor. Thrown by <see cref="Device.Allocate"/>, which is asked once more then, after the
/// tensors that nobody uses have been collected.
/// </summary>
public sealed class DeviceMemoryException : DeviceException
{
    /// <summary>Says how much was asked for and how much there is.</summary>
    /// <param name="device">The device's name.</param>
    /// <param name="askedBytes">How much was asked for.</param>
    /// <param name="freeBytes">How much is free; null if the device cannot tell.</param>
    /// <param name="totalBytes">How much the device has; null if it cannot tell.</param>
    public DeviceMemoryException(string device, long askedBytes, long? freeBytes = null, long? totalBytes = null)
        : this(device, askedBytes, freeBytes, totalBytes, "", "Take smaller batches or a smaller model, or the processor: Device.Cpu.")
    {
    }

    private DeviceMemoryException(string device, long askedBytes, long? freeBytes, long? totalBytes, string where, string advice)
        : base(
            $"{where}Device {device} has no room for another {Text(askedBytes)}"
            + (freeBytes is { } free ? $": {Text(free)}" + (totalBytes is { } total ? $" of {Text(total)}" : "") + " are free" : "")
            + $". {advice}") =>
        (Device, AskedBytes, FreeBytes, TotalBytes) = (device, askedBytes, freeBytes, totalBytes);

    /// <summary>The device's name.</summary>
    public string Device { get; }

    /// <summary>How much was asked for.</summary>
    public long AskedBytes { get; }

    /// <summary>How much was free; null if the device cannot tell.</summary>
    public long? FreeBytes { get; }

    /// <summary>How much the device has; null if it cannot tell.</summary>
    public long? TotalBytes { get; }

    /// <summary>The same with where it happened and what to do there, such as the batch size that would fit.</summary>
    internal DeviceMemoryException With(string where, string advice) => new(Device, AskedBytes, FreeBytes, TotalBytes, where, advice);

    private static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 => $"{bytes / (double)(1L << 30):0.0} GiB",
        >= 1L << 20 => $"{bytes / (double)(1L << 20):0.0} MiB",
        _ => $"{bytes / 1024.0:0.0} KiB",
    };
}
