namespace LeptonLab.Tests.Conformance;

/// <summary>The one device that <c>gpu --device</c> names.</summary>
internal static class TestedDevices
{
    /// <summary>The device; chosen before any test asks for it.</summary>
    internal static Device Gpu { get; set; } = Device.Cpu;

    internal static Device[] All => [Gpu];
}
