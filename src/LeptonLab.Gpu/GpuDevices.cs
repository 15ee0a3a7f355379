using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using LeptonLab.Gpu;

[assembly: LeptonLab.DeviceProvider(typeof(GpuDevices))]

namespace LeptonLab.Gpu;

/// <summary>
/// The GPUs of this machine: <c>gpu</c> is the first one, CUDA's before OpenCL's, the others are <c>gpu:1</c>, <c>gpu:2</c> …;
/// <c>gpu-cpu</c> runs the same kernels on the processor, slowly, for tests.
/// </summary>
public sealed class GpuDevices : DeviceProvider
{
    /// <summary>The device that runs the kernels on the processor.</summary>
    public const string OnCpu = "gpu-cpu";

    private const string Kernels = "kernels in C#";

    // ILGPU's second level moves what a loop needs into the loop, and its loads before everything else: products would divide in
    // every block, and run out of registers.
    internal const OptimizationLevel Optimizations = OptimizationLevel.O1;

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceInfo> Find()
    {
        List<DeviceInfo> found = [];
        string? absence = FindCuda(found);
        if (found.Count == 0)
            FindOpenCl(found);
        if (found.Count == 0)
            found.Add(new DeviceInfo("gpu", $"GPU, {Kernels}") { IsGpu = true, Absence = absence });
        found.Add(new DeviceInfo(OnCpu, $"the GPU's {Kernels}, on the processor: slow, for tests") { Open = () => OpenOnCpu() });
        return found;
    }

    /// <summary>
    /// The kernels on the processor, in groups of 1, 4 or more threads, each of which is one of the operating system's: with four
    /// they wait for each other, and that takes most of the time.
    /// </summary>
    internal static GpuDevice OpenOnCpu(int threads = 1)
    {
        var device = new CPUDevice(4, Math.Max(1, threads / 4), 1);
        Context context = Context.Create(builder => builder.CPU(device).Optimize(Optimizations));
        return new GpuDevice(new Launcher(OnCpu, context, context.CreateCPUAccelerator(0), Math.Min(threads, 128)));
    }

    // Returns why there is none.
    private static string? FindCuda(List<DeviceInfo> found)
    {
        try
        {
            using Context context = Context.Create(builder => builder.Cuda());
            foreach (CudaDevice device in context.GetCudaDevices())
            {
                int id = device.DeviceId;
                found.Add(new DeviceInfo(Name(found.Count), $"{device.Name}, {Kernels}")
                {
                    IsGpu = true,
                    MemoryBytes = device.MemorySize,
                    Driver = $"CUDA {device.DriverVersion.Major}.{device.DriverVersion.Minor}",
                    Absence = device.Architecture is null
                        ? "ILGPU does not know this GPU's architecture. Take the device torch, or a newer ILGPU."
                        : null,
                    Open = () => OpenCuda(Name(id), id),
                });
            }

            return "There is no CUDA driver, or it finds no GPU: nvidia-smi says which. On Linux in a container, start it with --gpus all.";
        }
        catch (Exception e) when (e is CudaException or DllNotFoundException or NotSupportedException)
        {
            return $"CUDA's driver fails: {Faults.Innermost(e)}. nvidia-smi says more.";
        }
    }

    private static void FindOpenCl(List<DeviceInfo> found)
    {
        try
        {
            using Context context = Context.Create(builder => builder.OpenCL());
            foreach (CLDevice device in context.GetCLDevices())
            {
                int place = found.Count;
                found.Add(new DeviceInfo(Name(place), $"{device.Name}, {Kernels}")
                {
                    IsGpu = true,
                    MemoryBytes = device.MemorySize,
                    Driver = $"OpenCL {device.CVersion}",
                    Open = () => OpenOpenCl(Name(place), place),
                });
            }
        }
        catch (Exception e) when (e is CLException or DllNotFoundException or NotSupportedException)
        {
            // Without OpenCL there is nothing to find.
        }
    }

    private static string Name(int place) => place == 0 ? "gpu" : $"gpu:{place}";

    private static GpuDevice OpenCuda(string name, int id)
    {
        Context context = Context.Create(builder => builder.Cuda().Optimize(Optimizations));
        try
        {
            return new GpuDevice(new Launcher(name, context, context.CreateCudaAccelerator(id)));
        }
        catch (CudaException e)
        {
            context.Dispose();
            throw Faults.Explain(e, name, null);
        }
    }

    private static GpuDevice OpenOpenCl(string name, int place)
    {
        Context context = Context.Create(builder => builder.OpenCL().Optimize(Optimizations));
        try
        {
            return new GpuDevice(new Launcher(name, context, context.GetCLDevices()[place].CreateAccelerator(context)));
        }
        catch (CLException e)
        {
            context.Dispose();
            throw Faults.Explain(e, name, null);
        }
    }
}
