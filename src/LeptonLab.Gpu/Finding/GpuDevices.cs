using ILGPU.Runtime.CPU;
using LeptonLab.Gpu;

[assembly: LeptonLab.DeviceProvider(typeof(GpuDevices))]

namespace LeptonLab.Gpu;

/// <summary>
/// The GPUs of this machine: <c>gpu</c> is the first one, CUDA's before OpenCL's, the others are <c>gpu:1</c>, <c>gpu:2</c> ….
/// Two devices run the same kernels on the processor, for tests: <c>gpu-cpu</c>, which is always there and slow, and
/// <c>opencl-cpu</c>, where OpenCL has a driver for it.
/// </summary>
public sealed class GpuDevices : DeviceProvider
{
    /// <summary>The device that emulates a GPU on the processor.</summary>
    public const string OnCpu = "gpu-cpu";

    /// <summary>The device whose kernels OpenCL compiles for the processor.</summary>
    public const string OpenClOnCpu = "opencl-cpu";

    internal const string Kernels = "kernels in C#";

    // ILGPU's second level moves what a loop needs into the loop, and its loads before everything else: products would divide in
    // every block, and run out of registers.
    internal const OptimizationLevel Optimizations = OptimizationLevel.O1;

    /// <inheritdoc/>
    public override IReadOnlyList<DeviceInfo> Find()
    {
        NativeLibraries.FindOnLinux();
        var gpus = new Names("gpu");
        List<DeviceInfo> found = [.. CudaGpus.Find(gpus)];
        found.AddRange(OpenClDevices.Find(found.Exists(info => info.IsPresent) ? null : gpus, new Names(OpenClOnCpu)));
        if (!found.Exists(info => info.IsGpu))
            found.Insert(0, new DeviceInfo("gpu", $"GPU, {Kernels}") { IsGpu = true, Absence = CudaDriver.WhyNone() });
        found.Add(new DeviceInfo(OnCpu, $"the GPU's {Kernels}, emulated on the processor: slow, for tests") { Open = () => OpenOnCpu() });
        return found;
    }

    /// <summary>
    /// The kernels on the processor, in groups of 1, 4 or more threads, each of which is one of the operating system's: with four
    /// they wait for each other, and that takes most of the time.
    /// </summary>
    internal static GpuDevice OpenOnCpu(int threads = 1, bool fallsBack = true)
    {
        var device = new CPUDevice(4, Math.Max(1, threads / 4), 1);
        Context context = Context.Create(builder => builder.CPU(device).Optimize(Optimizations));
        return new GpuDevice(new Launcher(OnCpu, context, context.CreateCPUAccelerator(0), Math.Min(threads, 128)), fallsBack);
    }

    /// <summary>Opens a device that was found, or says in words why not.</summary>
    internal static GpuDevice Open(string name, ILGPU.Runtime.Device device)
    {
        Context context = Context.Create(builder => builder.Optimize(Optimizations));
        try
        {
            return new GpuDevice(new Launcher(name, context, device.CreateAccelerator(context)));
        }
        catch (Exception e) when (Launcher.IsFault(e))
        {
            context.Dispose();
            throw Faults.Explain(e, name, null);
        }
    }
}
