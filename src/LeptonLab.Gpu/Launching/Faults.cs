using System.Diagnostics.CodeAnalysis;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace LeptonLab.Gpu;

/// <summary>What the driver's errors mean, in words.</summary>
internal static class Faults
{
    /// <summary>After these CUDA gives up the process's context: nothing on the GPU can be used any more.</summary>
    private static readonly string[] Fatal =
    [
        "illegal memory access", "misaligned address", "launch failure", "timed out", "illegal instruction", "invalid program counter",
        "hardware stack error", "uncorrectable ECC", "device-side assert", "context is destroyed", "device is lost", "GPU is lost",
    ];

    /// <summary>What the driver says of code that is too new for it, or wrong.</summary>
    private static readonly string[] Refusals = ["PTX JIT", "unsupported toolchain", "no kernel image"];

    internal static bool IsOutOfMemory(Exception e) => e switch
    {
        CudaException cuda => Has(cuda, "out of memory"),
        CLException cl => cl.Error is CLError.CL_OUT_OF_RESOURCES or CLError.CL_OUT_OF_HOST_MEMORY
            or CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE,
        _ => false,
    };

    internal static bool LosesTheDevice(Exception e) => e is CudaException cuda && Array.Exists(Fatal, text => Has(cuda, text));

    /// <summary>The exception for people.</summary>
    internal static DeviceException Explain(Exception e, string device, Type? kernel)
    {
        string where = kernel is null ? "" : $" in {NameOf(kernel)}";
        if (e is InternalCompilerException)
            return new DeviceException($"Device {device}: a kernel could not be compiled{where}: {Innermost(e)}", e);
        string what = $"Device {device} failed{where}: {e.Message}.";
        if (e is CudaException refused && Array.Exists(Refusals, text => Has(refused, text)))
            return new DeviceException($"{what} The driver does not take the code that ILGPU wrote for it: take a newer driver, or the device torch-cuda.", e);
        if (!LosesTheDevice(e))
            return new DeviceException($"{what} Another program may be using the GPU in exclusive mode; nvidia-smi shows who.", e);
        string cause = e is CudaException cuda && Has(cuda, "timed out")
            ? "A kernel ran longer than the driver allows."
            : "A kernel reached outside its memory, or the GPU itself failed.";
        return new DeviceException(
            $"{what} {cause} Tensors that were only on the GPU are lost, and it cannot be used again by this process; restart the "
            + "notebook's kernel for that. Device.Cpu goes on working.",
            e);
    }

    internal static string Innermost(Exception e)
    {
        while (e.InnerException is { } inner)
            e = inner;
        return e.Message;
    }

    private static bool Has(CudaException e, string text) => e.Message.Contains(text, StringComparison.OrdinalIgnoreCase);

    [SuppressMessage("Globalization", "CA1307", Justification = "A type's name is no text.")]
    private static string NameOf(Type kernel)
    {
        Type named = kernel.DeclaringType ?? kernel;
        return named.Name.Split('`')[0];
    }
}
