namespace LeptonLab.Gpu;

/// <summary>
/// A kernel whose threads work in groups, with memory that a group shares, compiled by <see cref="KernelLab"/>. In it
/// <c>Grid.IdxX</c> and <c>Grid.IdxY</c> are the group, <c>Group.IdxX</c> the thread of the group; <c>SharedMemory.Allocate&lt;float&gt;(n)</c>
/// is the group's memory, n a constant, and <c>Group.Barrier()</c> waits until every thread of the group is there.
/// </summary>
public sealed class GpuGroupKernel
{
    private readonly LabRuns _runs;
    private readonly Action<KernelConfig, LabView[]> _launch;
    private readonly int _largest;

    internal GpuGroupKernel(LabRuns runs, int largest, Action<KernelConfig, LabView[]> launch) =>
        (_runs, _largest, _launch) = (runs, largest, launch);

    /// <summary>The method's name.</summary>
    public string Name => _runs.Name;

    /// <summary>Runs the kernel and waits for it.</summary>
    /// <param name="groups">How many groups, in two directions.</param>
    /// <param name="threads">Threads of a group: at most 1024 on most GPUs, 4 on <c>gpu-cpu</c>.</param>
    /// <param name="tensors">The tensors, in the order of the kernel's parameters. It may change all of them.</param>
    /// <exception cref="ArgumentException">These are not the tensors that the kernel takes, or a group has too many threads.</exception>
    /// <exception cref="DeviceException">It reached outside a tensor, took too long, or the device failed.</exception>
    public void Run((int X, int Y) groups, int threads, params Tensor[] tensors)
    {
        KernelConfig sizes = Sizes(groups, threads);
        _runs.Once(tensors, views => Launch(sizes, views));
    }

    /// <summary>The shortest time of several runs, each waited for, after one that does not count.</summary>
    /// <exception cref="DeviceException">See <see cref="Run"/>.</exception>
    public TimeSpan Time(int repeats, (int X, int Y) groups, int threads, params Tensor[] tensors)
    {
        KernelConfig sizes = Sizes(groups, threads);
        return _runs.Shortest(repeats, tensors, views => Launch(sizes, views));
    }

    private void Launch(KernelConfig sizes, LabView[] views)
    {
        if (sizes.GridDim.Size > 0)
            _launch(sizes, views);
    }

    private KernelConfig Sizes((int X, int Y) groups, int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(groups.X);
        ArgumentOutOfRangeException.ThrowIfNegative(groups.Y);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if (threads > _largest)
            throw new ArgumentException($"Kernel {Name}: a group has at most {_largest} threads on this device; {threads} were asked for.");
        if (groups.Y > ushort.MaxValue)
            throw new ArgumentException($"Kernel {Name}: there are at most {ushort.MaxValue} groups in the second direction; {groups.Y} were asked for.");
        return new KernelConfig(new Index3D(groups.X, groups.Y, 1), new Index3D(threads, 1, 1));
    }
}
