using ILGPU.Runtime.Cuda;

namespace LeptonLab.Gpu;

/// <summary>The GPUs that CUDA's driver knows.</summary>
internal static class CudaGpus
{
    /// <summary>Finds them, those that ILGPU has no kernels for as absent ones.</summary>
    /// <param name="names">Names them.</param>
    internal static IReadOnlyList<DeviceInfo> Find(Names names) =>
    [
        .. CudaDevice.GetDevices(_ => true).Cast<CudaDevice>()
            .OrderBy(device => Problem(device) is not null)
            .Select(device => Describe(names.Next(), device)),
    ];

    private static DeviceInfo Describe(string name, CudaDevice device) => new(name, $"{device.Name}, {GpuDevices.Kernels}")
    {
        IsGpu = true,
        MemoryBytes = device.MemorySize,
        Driver = $"CUDA {device.DriverVersion}",
        Absence = Problem(device),
        Open = () => GpuDevices.Open(name, device),
    };

    private static string? Problem(CudaDevice device) => device.InstructionSet is null
        ? $"CUDA {device.DriverVersion} is too old for it, or ILGPU does not know its architecture ({device.Architecture}). Take a newer driver, "
            + "or the device torch-cuda."
        : null;
}
