namespace LeptonLab.Gpu;

/// <summary>A kernel that <see cref="KernelLab"/> has compiled.</summary>
public sealed class GpuKernel
{
    private readonly LabRuns _runs;
    private readonly Action<int, LabView[]> _launch;

    internal GpuKernel(LabRuns runs, Action<int, LabView[]> launch) => (_runs, _launch) = (runs, launch);

    /// <summary>The method's name.</summary>
    public string Name => _runs.Name;

    /// <summary>Runs the kernel and waits for it.</summary>
    /// <param name="threads">How many threads: the kernel gets 0 … threads − 1.</param>
    /// <param name="tensors">The tensors, in the order of the kernel's parameters. It may change all of them.</param>
    /// <exception cref="ArgumentException">These are not the tensors that the kernel takes.</exception>
    /// <exception cref="DeviceException">It reached outside a tensor, took too long, or the device failed.</exception>
    public void Run(int threads, params Tensor[] tensors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _runs.Once(tensors, views => Launch(threads, views));
    }

    /// <summary>The shortest time of several runs, each waited for, after one that does not count.</summary>
    /// <exception cref="DeviceException">See <see cref="Run"/>.</exception>
    public TimeSpan Time(int repeats, int threads, params Tensor[] tensors)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        return _runs.Shortest(repeats, tensors, views => Launch(threads, views));
    }

    private void Launch(int threads, LabView[] views)
    {
        if (threads > 0)
            _launch(threads, views);
    }
}
