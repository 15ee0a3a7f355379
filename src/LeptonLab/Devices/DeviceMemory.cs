namespace LeptonLab;

/// <summary>
/// Single-precision numbers in the memory of a device that has one of its own, such as a GPU: made by
/// <see cref="Device.Allocate"/>, and handed to the device's kernels by <see cref="Tensor.OnDevice"/> and
/// <see cref="Tensor.ToWrite"/>.
/// </summary>
/// <remarks>
/// <see cref="Dispose"/> gives the memory back at once; it is called for what is known to be finished with. A tensor that
/// was forgotten goes with the collector, and its memory by the finalizer that an implementation has to have.
/// </remarks>
public abstract class DeviceMemory : IDisposable
{
    /// <summary>Notes the length.</summary>
    /// <param name="length">How many numbers there is room for.</param>
    protected DeviceMemory(int length) => Length = length;

    /// <summary>How many numbers there is room for.</summary>
    public int Length { get; }

    /// <summary>Writes all numbers; bit by bit, since a tensor may hold other things than numbers.</summary>
    /// <param name="source">As many as <see cref="Length"/>.</param>
    /// <exception cref="DeviceException">The device fails.</exception>
    public abstract void CopyFromHost(ReadOnlySpan<float> source);

    /// <summary>Reads all numbers, when what was to be computed before has been.</summary>
    /// <param name="target">As many as <see cref="Length"/>.</param>
    /// <exception cref="DeviceException">The device fails.</exception>
    public abstract void CopyToHost(Span<float> target);

    /// <summary>Writes all numbers of other memory of the same device; through the host unless there is a way of its own.</summary>
    /// <param name="source">As many as <see cref="Length"/>.</param>
    /// <exception cref="DeviceException">The device fails.</exception>
    public virtual void CopyFrom(DeviceMemory source)
    {
        var numbers = new float[Length];
        source.CopyToHost(numbers);
        CopyFromHost(numbers);
    }

    /// <summary>Gives the memory back. A second call does nothing.</summary>
    public abstract void Dispose();
}
