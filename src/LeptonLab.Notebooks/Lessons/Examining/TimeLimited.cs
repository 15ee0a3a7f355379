using LeptonLab.Notebooks.Kernels;
using LeptonLab.Notebooks.Kernels.Execution;

namespace LeptonLab.Notebooks.Lessons.Examining;

/// <summary>
/// Runs a learner's function on a thread that can be stopped: a loop without an end costs some seconds and a message, and
/// neither the kernel nor the variables.
/// </summary>
internal static class TimeLimited
{
    private const string TooLong = "It took too long.";

    /// <summary>Runs work and waits for it.</summary>
    /// <returns>False if it took longer than the limit and was stopped.</returns>
    public static bool Run(Action work, TimeSpan limit)
    {
        var running = new RunningCell();
        CellContext? outer = CellContext.Current;
        using CancellationTokenRegistration stop =
            outer?.CancellationToken.Register(() => _ = running.InterruptAsync("Interrupted.")) ?? default;
        using IDisposable watch = Safepoint.Watch();
        Task<object?> task = running.RunAsync(() =>
        {
            // The loops of the cell look at the running cell of their context: here it is the check.
            if (outer is not null)
                CellContext.Enter(new CellContext(outer.Cell with { Id = $"{outer.Cell.Id}-check" }, outer.Outputs, outer.Kernel, running));
            work();
            return Task.FromResult<object?>(null);
        });
        Task ended = task.ContinueWith(_ => running.End(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        bool inTime = ended.Wait(limit);
        if (!inTime)
            running.InterruptAsync(TooLong).Wait();
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (Exception e) when (!inTime && e is CellInterruptedException or CellStuckException)
        {
            return false;
        }

        return inTime;
    }
}
