using LeptonLab.Gpu;
using LeptonLab.Gpu.Tests.Driver;

namespace LeptonLab.Tests.Conformance;

/// <summary>The kernels on ILGPU's CPU accelerator, and on a GPU and through OpenCL where these are; on an interpreted GPU alone.</summary>
internal static class TestedDevices
{
    internal static Device[] All { get; } =
    [
        .. Device.All.Where(info => info.IsPresent && (Interpreted.IsHere
            ? info.Name == "gpu"
            : info.Name is "gpu" or GpuDevices.OnCpu or GpuDevices.OpenClOnCpu)).Select(info => Device.Named(info.Name)),
    ];

    /// <summary>The one for tests of what is not the operations': a GPU where one is.</summary>
    internal static Device Gpu => All[0];
}
