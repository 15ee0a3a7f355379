namespace LeptonLab;

/// <summary>What is known of a device without using it: one that is there, or one that is not and why.</summary>
/// <param name="Name">The name that <see cref="Device.Named"/> takes, such as <c>gpu</c>.</param>
/// <param name="Description">What it is, such as the name that the maker gave it.</param>
public sealed record DeviceInfo(string Name, string Description)
{
    /// <summary>Whether it is a graphics processor.</summary>
    public bool IsGpu { get; init; }

    /// <summary>Its memory, in bytes; null if that is the host's, or unknown.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How much of its memory is free now, in bytes; null if unknown.</summary>
    public long? FreeMemoryBytes { get; init; }

    /// <summary>What drives it, with its version, such as <c>CUDA 13.0</c>; null if nothing does.</summary>
    public string? Driver { get; init; }

    /// <summary>Why it is not there and what to do about it; null if it is there.</summary>
    public string? Absence { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool IsPresent => Absence is null;

    /// <summary>Makes the device when somebody first asks for it; called once.</summary>
    public Func<Device>? Open { get; init; }
}
