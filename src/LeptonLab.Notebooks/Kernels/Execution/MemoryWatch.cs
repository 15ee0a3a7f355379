namespace LeptonLab.Notebooks.Kernels.Execution;

/// <summary>Stops a cell when the process uses more memory than the kernel was given.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(200);
    private readonly Timer? _timer;
    private int _looking;

    /// <summary>Watches while a cell runs.</summary>
    /// <param name="limit">Bytes; 0 for no limit.</param>
    /// <param name="cell">What is stopped.</param>
    public MemoryWatch(long limit, RunningCell cell)
    {
        if (limit <= 0)
            return;
        _timer = new Timer(_ => Look(limit, cell), null, Period, Period);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Look(long limit, RunningCell cell)
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
            return;
        if (Environment.WorkingSet > limit)
        {
            // Garbage is no reason to stop anybody.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
            if (Environment.WorkingSet > limit)
            {
                _ = cell.InterruptAsync(
                    $"The kernel used {Environment.WorkingSet / 1e6:N0} MB of memory and may use {limit / 1e6:N0} MB. "
                    + "Work on less data at once, or give the kernel more.");
            }
        }

        Volatile.Write(ref _looking, 0);
    }
}
