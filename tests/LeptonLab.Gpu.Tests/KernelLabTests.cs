using ILGPU;

namespace LeptonLab.Gpu.Tests;

public class KernelLabTests
{
    private static readonly Device Gpu = Device.Named(GpuDevices.OnCpu);

    [Fact]
    public void A_kernel_is_compiled_run_timed_and_compared_with_the_reference()
    {
        Tensor x = Tensor.From([1, -2, 3], [3]).To(Gpu), y = Tensor.Zeros([3], Gpu);
        GpuKernel kernel = new KernelLab(Gpu).Compile(Kernels.Square);
        kernel.Run(3, x, y);
        Assert.Equal([1f, 4f, 9f], y.ToArray());
        Assert.InRange(kernel.Time(2, 3, x, y), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Comparison comparison = KernelLab.Compare(y, Tensor.From([1, 4, 10], [3]));
        Assert.Equal((1, 2, 9f, 10f), (comparison.Largest, comparison.At, comparison.Actual, comparison.Expected));
    }

    [Fact]
    public void Reaching_outside_a_tensor_is_an_error_that_names_the_place_and_harms_nothing()
    {
        Tensor x = Tensor.From([1, 2, 3], [3]).To(Gpu), y = Tensor.Zeros([2], Gpu);
        DeviceException error = Assert.Throws<DeviceException>(() => new KernelLab(Gpu).Compile(Kernels.Square).Run(3, x, y));
        Assert.Contains("Square reached outside tensor 2 of 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("element 2 was asked for", error.Message, StringComparison.Ordinal);
        Assert.Equal([1f, 4f], y.ToArray());
    }

    [Fact]
    public void A_kernel_that_does_not_end_costs_the_device_and_not_the_processor()
    {
        GpuDevice device = GpuDevices.OpenOnCpu();
        Tensor x = Tensor.Zeros([1], device);
        GpuKernel kernel = new KernelLab(device) { Limit = TimeSpan.FromMilliseconds(100) }.Compile(Kernels.Long);
        DeviceException error = Assert.Throws<DeviceException>(() => kernel.Run(1, x));
        Assert.Contains("Long ran longer than 0.1 s", error.Message, StringComparison.Ordinal);
        Assert.Contains("never end", Assert.Throws<DeviceException>(() => Ops.Relu.Apply(x)).Message, StringComparison.Ordinal);
        Assert.Equal(0, Ops.Relu.Apply(Tensor.Zeros([1])).Item());
    }

    [Fact]
    public void What_a_GPU_cannot_do_is_said_when_the_kernel_is_compiled()
    {
        DeviceException error = Assert.Throws<DeviceException>(() => new KernelLab(Gpu).Compile(Kernels.Text));
        Assert.Contains("cannot compile Text", error.Message, StringComparison.Ordinal);
        Assert.Contains("no strings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_that_cannot_be_compiled_leaves_the_next_ones_alone()
    {
        GpuDevice device = GpuDevices.OpenOnCpu();
        Tensor x = Tensor.From([1, 2, 3], [3]).To(device), y = Tensor.Zeros([3], device);
        Assert.Throws<DeviceException>(() => new KernelLab(device).Compile(Kernels.Text));
        new KernelLab(device).Compile(Kernels.Square).Run(3, x, y);
        Assert.Equal([2f, 6f, 12f], (x + y).ToArray());
    }

    [Fact]
    public void Tensors_elsewhere_and_other_devices_are_refused()
    {
        GpuKernel kernel = new KernelLab(Gpu).Compile(Kernels.Square);
        Assert.Contains("lab.Device", Assert.Throws<ArgumentException>(() => kernel.Run(1, Tensor.Zeros([1]), Tensor.Zeros([1]))).Message, StringComparison.Ordinal);
        Assert.Contains("takes 2 tensors", Assert.Throws<ArgumentException>(() => kernel.Run(1)).Message, StringComparison.Ordinal);
        Assert.Contains("gpu-cpu", Assert.Throws<LeptonException>(() => new KernelLab(Device.Cpu)).Message, StringComparison.Ordinal);
    }

    private static class Kernels
    {
        internal static void Square(Index1D i, LabView x, LabView y) => y[i] = x[i] * x[i];

        // Some seconds: a test that really did not end would keep a processor busy for the rest of the run.
        internal static void Long(Index1D i, LabView x)
        {
            for (int n = 0; n < 200_000_000; n++)
                x[i] = x[i] * 0.5f + 1f;
        }

        internal static void Text(Index1D i, LabView x) => x[i] = string.Concat("a", i.X.ToString(System.Globalization.CultureInfo.InvariantCulture)).Length;
    }
}
