namespace LeptonLab;

/// <summary>
/// Where operations run. A device is a name and one kernel for each operation; tensors on different devices do not mix.
/// </summary>
/// <remarks>
/// A device of your own adds its kernels in its constructor, by <see cref="Add{TKernel}"/>. If it has memory of its own it
/// overrides <see cref="HasOwnMemory"/> and <see cref="Allocate"/>, and its kernels take their tensors' memory by
/// <see cref="Tensor.OnDevice"/> and <see cref="Tensor.ToWrite"/>. Operations that it has no kernel for run on
/// <see cref="Fallback"/>: right, only slower.
/// </remarks>
public abstract partial class Device
{
    private readonly Dictionary<Type, object> _kernels = [];

    /// <summary>Names the device.</summary>
    protected Device(string name) => Name = name;

    /// <summary>The fast kernels: SIMD and threads. Where tensors live unless they are moved.</summary>
    public static CpuDevice Cpu { get; } = new();

    /// <summary>The loops of <c>Ops/</c>, one number at a time: slow, readable, what every other device is held to.</summary>
    public static Device Plain { get; } = new PlainDevice();

    /// <summary>The device's name, such as <c>cpu</c>.</summary>
    public string Name { get; }

    /// <summary>Whether tensors on this device have their numbers in <see cref="DeviceMemory"/>, and not in the host's.</summary>
    public virtual bool HasOwnMemory => false;

    /// <summary>
    /// Whose kernels compute what this device has none for; null if nobody's. They work on the host's copy of the numbers,
    /// which is brought up to date for them.
    /// </summary>
    public virtual Device? Fallback => null;

    /// <summary>
    /// The most operations on single-precision numbers that it can do, 10⁹ per second, a fused multiply-add counted as two; null if
    /// nobody knows. Of the processor <see cref="Ladders.PeakSpeed"/> is a measurement.
    /// </summary>
    public virtual double? PeakGigaflops => null;

    /// <summary>How much of its memory nobody has now, other programs included, in bytes; null if nobody knows.</summary>
    public virtual long? FreeMemoryBytes => null;

    /// <summary>The operations that <see cref="Fallback"/> computes, by name, such as <c>Conv2d</c>.</summary>
    public IReadOnlyList<string> Missing => Fallback is not { } fallback
        ? []
        : [.. fallback._kernels.Keys.Where(kernel => !_kernels.ContainsKey(kernel)).Select(OperationOf).Distinct().Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether the device computes an operation itself.</summary>
    /// <typeparam name="TKernel">The operation's kernel interface, such as <c>Ops.Conv2d.IKernel</c>.</typeparam>
    public bool HasKernel<TKernel>()
        where TKernel : class => _kernels.ContainsKey(typeof(TKernel));

    /// <summary>
    /// The kernel of an operation. Kernels trust their arguments: operations check shapes first, and the output is always
    /// memory of its own.
    /// </summary>
    /// <typeparam name="TKernel">The operation's kernel interface, such as <c>Ops.Conv2d.IKernel</c>.</typeparam>
    /// <exception cref="NotSupportedException">The device has no kernel for this operation, nor has its fallback.</exception>
    public TKernel Kernel<TKernel>()
        where TKernel : class
    {
        if (_kernels.TryGetValue(typeof(TKernel), out object? kernel))
            return (TKernel)kernel;
        return Fallback is { } fallback
            ? fallback.Kernel<TKernel>()
            : throw new NotSupportedException($"Device {Name} has no kernel for {OperationOf(typeof(TKernel))}.");
    }

    /// <summary>Waits until everything that was asked of the device has been computed: for measuring times.</summary>
    /// <exception cref="DeviceException">The device fails, in what was asked before.</exception>
    public virtual void Synchronize()
    {
    }

    /// <summary>Gives memory that is kept for reuse back, so that other programs can have it.</summary>
    public virtual void Trim()
    {
    }

    /// <summary>Adds an operation's kernel.</summary>
    protected void Add<TKernel>(TKernel kernel)
        where TKernel : class => _kernels[typeof(TKernel)] = kernel;

    /// <summary>Makes room for numbers; for devices with memory of their own. What is in it is undefined.</summary>
    /// <param name="length">How many; may be 0.</param>
    /// <exception cref="DeviceMemoryException">There is no room now.</exception>
    /// <exception cref="DeviceException">The device fails.</exception>
    protected virtual DeviceMemory Allocate(int length) =>
        throw new NotSupportedException($"Device {Name} works on the memory of the host.");

    /// <summary><see cref="Allocate"/>; where memory is short, again after tensors that nobody uses have been collected.</summary>
    internal DeviceMemory Take(int length)
    {
        try
        {
            return Allocate(length);
        }
        catch (DeviceMemoryException)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Allocate(length);
        }
    }

    /// <summary>The one device on which all these tensors live.</summary>
    /// <exception cref="ArgumentException">They live on different devices.</exception>
    internal static Device Of(string operation, Tensor first, params ReadOnlySpan<Tensor?> others)
    {
        foreach (Tensor? other in others)
        {
            if (other is not null && other.Device != first.Device)
            {
                throw new ArgumentException(
                    $"{operation}: {first} is on device {first.Device}, but {other} is on {other.Device}. "
                    + $"Move one of them: tensor.To(Device.Named(\"{first.Device}\")), or the whole model: model.To(device).");
            }
        }

        return first.Device;
    }

    private static string OperationOf(Type kernel) => kernel.DeclaringType?.Name ?? kernel.Name;
}
