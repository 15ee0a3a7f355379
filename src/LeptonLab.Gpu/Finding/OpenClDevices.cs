using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;

namespace LeptonLab.Gpu;

/// <summary>What OpenCL's drivers know: GPUs, and processors that can run kernels.</summary>
internal static class OpenClDevices
{
    /// <summary>Finds them.</summary>
    /// <param name="gpus">Names GPUs; null where they are not wanted, because CUDA has them.</param>
    /// <param name="processors">Names processors.</param>
    internal static IEnumerable<DeviceInfo> Find(Names? gpus, Names processors)
    {
        foreach (CLDevice device in CLDevice.GetDevices(_ => true).Cast<CLDevice>())
        {
            bool isProcessor = device.DeviceType.HasFlag(CLDeviceType.CL_DEVICE_TYPE_CPU);
            if (isProcessor && Problem(device) is not null)
                continue;
            if ((isProcessor ? processors : gpus) is { } names)
                yield return Describe(names.Next(), device, isProcessor);
        }
    }

    private static DeviceInfo Describe(string name, CLDevice device, bool isProcessor) =>
        new(name, $"{device.Name}, {GpuDevices.Kernels}{(isProcessor ? ", through OpenCL: for tests" : "")}")
        {
            IsGpu = !isProcessor,
            MemoryBytes = isProcessor ? null : device.MemorySize,
            Driver = $"OpenCL {device.DeviceVersion}",
            Absence = Problem(device),
            Open = () => GpuDevices.Open(name, device),
        };

    private static string? Problem(CLDevice device) =>
        device.CLStdVersion >= CLBackend.MinimumVersion && device.Capabilities.GenericAddressSpace
            ? null
            : $"Its driver has {device.DeviceVersion}; kernels in C# need OpenCL 2.0 with a generic address space. Take a newer driver.";
}
