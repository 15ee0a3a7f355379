using LeptonLab.Tests.Devices;

namespace LeptonLab.Tests.Conformance;

/// <summary>The devices that the conformance suite runs over in this project.</summary>
internal static class TestedDevices
{
    internal static Device[] All { get; } = [Device.Plain, Device.Cpu, new FakeDevice()];
}
