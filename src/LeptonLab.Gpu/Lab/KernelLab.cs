namespace LeptonLab.Gpu;

/// <summary>
/// Compiles your own kernels for a GPU. A kernel is a static method that computes one thread's share; it takes the thread's
/// number and one <see cref="LabView"/> for each tensor:
/// <code>
/// static void Square(Index1D i, LabView x, LabView y) => y[i] = x[i] * x[i];
///
/// var kernel = new KernelLab(Device.Gpu).Compile(Square);
/// kernel.Run(x.Count, x, y);
/// </code>
/// The tensors are on the device of the lab. A number is a tensor of one element. Kernels whose threads work in groups and share
/// memory take no thread's number, see <see cref="GpuGroupKernel"/>.
/// </summary>
public sealed class KernelLab
{
    private readonly Launcher _launcher;

    /// <summary>Opens a lab.</summary>
    /// <param name="device">A device with kernels in C#: <c>Device.Gpu</c>, or <c>Device.Named("gpu-cpu")</c> where no GPU is.</param>
    /// <exception cref="LeptonException">It is another kind of device.</exception>
    public KernelLab(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Device = device;
        _launcher = (device as GpuDevice)?.Launcher ?? throw new LeptonException(
            $"KernelLab compiles for devices with kernels in C#, such as gpu; {device} is none. Where no GPU is, take Device.Named(\"gpu-cpu\").");
    }

    /// <summary>Where kernels run.</summary>
    public Device Device { get; }

    /// <summary>How long a kernel may take before it counts as one that never ends.</summary>
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Compiles a kernel of one tensor.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuKernel Compile(Action<Index1D, LabView> kernel) => Threads(kernel, 1, accelerator =>
    {
        Action<Index1D, LabView> run = accelerator.LoadAutoGroupedStreamKernel(kernel);
        return (count, x) => run(count, x[0]);
    });

    /// <summary>Compiles a kernel of two tensors.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuKernel Compile(Action<Index1D, LabView, LabView> kernel) => Threads(kernel, 2, accelerator =>
    {
        Action<Index1D, LabView, LabView> run = accelerator.LoadAutoGroupedStreamKernel(kernel);
        return (count, x) => run(count, x[0], x[1]);
    });

    /// <summary>Compiles a kernel of three tensors.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuKernel Compile(Action<Index1D, LabView, LabView, LabView> kernel) => Threads(kernel, 3, accelerator =>
    {
        Action<Index1D, LabView, LabView, LabView> run = accelerator.LoadAutoGroupedStreamKernel(kernel);
        return (count, x) => run(count, x[0], x[1], x[2]);
    });

    /// <summary>Compiles a kernel of four tensors.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuKernel Compile(Action<Index1D, LabView, LabView, LabView, LabView> kernel) => Threads(kernel, 4, accelerator =>
    {
        Action<Index1D, LabView, LabView, LabView, LabView> run = accelerator.LoadAutoGroupedStreamKernel(kernel);
        return (count, x) => run(count, x[0], x[1], x[2], x[3]);
    });

    /// <summary>Compiles a kernel of one tensor whose threads work in groups.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuGroupKernel CompileGroups(Action<LabView> kernel) => Groups(kernel, 1, accelerator =>
    {
        Action<KernelConfig, LabView> run = accelerator.LoadStreamKernel(kernel);
        return (sizes, x) => run(sizes, x[0]);
    });

    /// <summary>Compiles a kernel of two tensors whose threads work in groups.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuGroupKernel CompileGroups(Action<LabView, LabView> kernel) => Groups(kernel, 2, accelerator =>
    {
        Action<KernelConfig, LabView, LabView> run = accelerator.LoadStreamKernel(kernel);
        return (sizes, x) => run(sizes, x[0], x[1]);
    });

    /// <summary>Compiles a kernel of three tensors whose threads work in groups.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuGroupKernel CompileGroups(Action<LabView, LabView, LabView> kernel) => Groups(kernel, 3, accelerator =>
    {
        Action<KernelConfig, LabView, LabView, LabView> run = accelerator.LoadStreamKernel(kernel);
        return (sizes, x) => run(sizes, x[0], x[1], x[2]);
    });

    /// <summary>Compiles a kernel of four tensors whose threads work in groups.</summary>
    /// <exception cref="DeviceException">The kernel has something that a GPU cannot do.</exception>
    public GpuGroupKernel CompileGroups(Action<LabView, LabView, LabView, LabView> kernel) => Groups(kernel, 4, accelerator =>
    {
        Action<KernelConfig, LabView, LabView, LabView, LabView> run = accelerator.LoadStreamKernel(kernel);
        return (sizes, x) => run(sizes, x[0], x[1], x[2], x[3]);
    });

    /// <summary>Compares a kernel's result with the reference, such as an operation's result on <see cref="LeptonLab.Device.Cpu"/>.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Comparison Compare(Tensor actual, Tensor expected)
    {
        ArgumentNullException.ThrowIfNull(actual);
        ArgumentNullException.ThrowIfNull(expected);
        if (actual.Shape != expected.Shape)
            throw new ShapeException($"KernelLab compares tensors of one shape; it got {actual.Shape} and {expected.Shape}.");
        float[] a = actual.ToArray(), b = expected.ToArray();
        var worst = new Comparison(0, 0, a.Length == 0 ? 0 : a[0], b.Length == 0 ? 0 : b[0]);
        for (int i = 0; i < a.Length; i++)
        {
            if (a[i].Equals(b[i]) || a[i] == b[i])
                continue;
            double difference = Math.Abs((double)a[i] - b[i]);
            if (!(difference <= worst.Largest) && !double.IsNaN(worst.Largest))
                worst = new(difference, i, a[i], b[i]);
        }

        return worst;
    }

    private GpuKernel Threads(Delegate kernel, int tensors, Func<Accelerator, Action<int, LabView[]>> load) =>
        new(Runs(kernel, tensors), Load(kernel, load));

    private GpuGroupKernel Groups(Delegate kernel, int tensors, Func<Accelerator, Action<KernelConfig, LabView[]>> load) =>
        new(Runs(kernel, tensors), _launcher.Accelerator.MaxNumThreadsPerGroup, Load(kernel, load));

    private LabRuns Runs(Delegate kernel, int tensors)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return new LabRuns(this, _launcher, kernel.Method.Name, tensors);
    }

    private TLaunch Load<TLaunch>(Delegate kernel, Func<Accelerator, TLaunch> load)
    {
        try
        {
            TLaunch? launch = default;
            _launcher.Run(accelerator => launch = load(accelerator));
            return launch!;
        }
        catch (Exception e) when (e is InternalCompilerException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            // What ILGPU had read of the kernel is half done, and would fail whatever is compiled next.
            _launcher.Run(accelerator =>
            {
                accelerator.ClearCache(ClearCacheMode.Everything);
                accelerator.Context.ClearCache(ClearCacheMode.Everything);
            });
            throw new DeviceException(
                $"KernelLab cannot compile {kernel.Method.Name} for device {Device}: {Faults.Innermost(e).TrimEnd('.')}. A kernel is a static method "
                + "of numbers and structs: no strings, classes, arrays, exceptions, recursion or captured variables.",
                e);
        }
    }
}
