namespace LeptonLab;

/// <summary>
/// A device fails: it was lost, its driver gave a kernel up, or its memory is short, see
/// <see cref="DeviceMemoryException"/>. Tensors on other devices are not affected.
/// </summary>
public class DeviceException : LeptonException
{
    /// <summary>Says what happened, where, and what to do.</summary>
    public DeviceException(string message)
        : base(message)
    {
    }

    /// <summary>Says what happened, and why.</summary>
    public DeviceException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
