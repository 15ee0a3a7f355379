namespace LeptonLab;

/// <summary>
/// Where operations run. A device is a name and one kernel for each operation; tensors on different devices do not mix.
/// </summary>
public abstract class Device
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

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// The kernel of an operation. Kernels trust their arguments: operations check shapes first, and the output is always
    /// memory of its own.
    /// </summary>
    /// <typeparam name="TKernel">The operation's kernel interface, such as <c>Ops.Conv2d.IKernel</c>.</typeparam>
    /// <exception cref="NotSupportedException">The device has no kernel for this operation.</exception>
    internal TKernel Kernel<TKernel>()
        where TKernel : class
    {
        return _kernels.TryGetValue(typeof(TKernel), out object? kernel)
            ? (TKernel)kernel
            : throw new NotSupportedException(
                $"Device {Name} has no kernel for {typeof(TKernel).DeclaringType?.Name ?? typeof(TKernel).Name}.");
    }

    /// <summary>Adds an operation's kernel.</summary>
    protected void Add<TKernel>(TKernel kernel)
        where TKernel : class => _kernels[typeof(TKernel)] = kernel;

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
                    + "Move one of them with tensor.To(device).");
            }
        }

        return first.Device;
    }
}
