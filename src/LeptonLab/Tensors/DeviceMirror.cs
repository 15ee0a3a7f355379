namespace LeptonLab;

/// <summary>
/// The two places of a tensor on a device with memory of its own: there and on the host. What is newer is copied when the
/// other is asked for, so that an operation which the device has no kernel for can run on the host.
/// </summary>
internal sealed class DeviceMirror(Device device)
{
    internal Device Device { get; } = device;

    /// <summary>The device's copy; null before it is needed.</summary>
    internal DeviceMemory? Memory { get; private set; }

    /// <summary>Whether <see cref="Memory"/> has what was last written.</summary>
    internal bool DeviceIsValid { get; set; }

    /// <summary>The host's copy while the device has what was last written; null before it is needed.</summary>
    internal float[]? Parked { get; set; }

    /// <summary>Whether <see cref="Parked"/> has what was last written, too.</summary>
    internal bool ParkedIsValid { get; set; }

    internal bool IsReleased { get; private set; }

    /// <summary>Room on the device, the same each time.</summary>
    internal DeviceMemory Room(int length) => Memory ??= Device.Take(length);

    internal void Release()
    {
        IsReleased = true;
        DeviceIsValid = false;
        Memory?.Dispose();
        Memory = null;
    }
}
