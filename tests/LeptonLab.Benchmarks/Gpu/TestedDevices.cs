using LeptonLab.Gpu;

namespace LeptonLab.Tests.Conformance;

/// <summary>The one device that <c>gpu --device</c> names.</summary>
internal static class TestedDevices
{
    internal static Device Chosen { get; set; } = Device.Cpu;

    internal static Device[] All => [Chosen];

    /// <summary>The device that the tests of <c>LeptonLab.Gpu</c> are about; they are skipped if it is another one's.</summary>
    internal static Device Gpu
    {
        get
        {
            Assert.SkipUnless(Chosen is GpuDevice, $"Device {Chosen} is none of LeptonLab.Gpu.");
            return Chosen;
        }
    }
}
