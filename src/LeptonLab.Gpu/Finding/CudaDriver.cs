using System.Runtime.InteropServices;

namespace LeptonLab.Gpu;

/// <summary>Asks CUDA's driver why it finds no GPU, which ILGPU keeps to itself.</summary>
internal static unsafe class CudaDriver
{
    private const int NoDevice = 100;

    /// <summary>Why there is no GPU, and what to do.</summary>
    internal static string WhyNone()
    {
        if (!TryLoad(out nint driver))
        {
            return "There is no CUDA driver. With an NVIDIA GPU, install its driver; on Linux in a container, start it with --gpus all. "
                + "nvidia-smi says whether it works.";
        }

        if (!NativeLibrary.TryGetExport(driver, "cuInit", out nint init))
            return "CUDA's driver is no such library: nvidia-smi says more.";
        int error = ((delegate* unmanaged<uint, int>)init)(0);
        return error is 0 or NoDevice
            ? "CUDA's driver finds no GPU: nvidia-smi says which. On Linux in a container, start it with --gpus all; "
                + "the variable CUDA_VISIBLE_DEVICES may hide it."
            : $"CUDA's driver fails with error {error}{Text(driver, error)}. nvidia-smi says more; after an update of the driver, restart the machine.";
    }

    private static bool TryLoad(out nint driver) =>
        OperatingSystem.IsWindows()
            ? NativeLibrary.TryLoad("nvcuda.dll", out driver)
            : NativeLibraries.TryLoad("cuda", out driver);

    private static string Text(nint driver, int error)
    {
        nint text = 0;
        return NativeLibrary.TryGetExport(driver, "cuGetErrorString", out nint describe)
            && ((delegate* unmanaged<int, nint*, int>)describe)(error, &text) == 0
            ? $" ({Marshal.PtrToStringUTF8(text)})"
            : "";
    }
}
