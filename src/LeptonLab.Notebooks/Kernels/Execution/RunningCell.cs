using System.Diagnostics;

namespace LeptonLab.Notebooks.Kernels.Execution;

/// <summary>
/// A cell while it runs, and the ladder by which it is stopped. It is asked: its token is cancelled. It ends at its next
/// safepoint, in a loop of its own or where it awaits or prints, or is woken from what it waits for. Its thread is aborted,
/// for loops in other people's code: that comes last, because the runtime does not always survive it. What native code
/// holds cannot be stopped at all.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The token outlives the cell in tasks that it has started.")]
internal sealed class RunningCell
{
    private static readonly TimeSpan Politeness = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private CellThread? _thread;
    private Task<InterruptOutcome>? _interrupt;

    /// <summary>Cancelled when the cell is to stop.</summary>
    public CancellationToken Token => _cancellation.Token;

    /// <summary>Whether it is to end at its next safepoint.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Why it was stopped, for the person; null if nobody stopped it.</summary>
    public string? Reason { get; private set; }

    /// <summary>Runs a part of the cell on a thread that can be stopped.</summary>
    /// <exception cref="CellInterruptedException">It was stopped.</exception>
    /// <exception cref="CellStuckException">It was to be stopped and could not.</exception>
    public async Task<object?> RunAsync(Func<Task<object?>> part)
    {
        CellThread thread;
        lock (_lock)
        {
            if (Token.IsCancellationRequested)
                throw new CellInterruptedException(null);
            _thread = thread = new CellThread(part);
        }

        Task ended = await Task.WhenAny(thread.Completion, _abandoned.Task).ConfigureAwait(false);
        if (ended == _abandoned.Task)
            throw new CellStuckException();
        return await thread.Completion.ConfigureAwait(false);
    }

    /// <summary>Says that the cell has ended, with whatever result.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>Stops the cell; further calls wait for the first.</summary>
    /// <param name="reason">What the person is told.</param>
    public Task<InterruptOutcome> InterruptAsync(string reason)
    {
        lock (_lock)
        {
            Reason ??= reason;
            return _interrupt ??= Task.Run(ClimbAsync);
        }
    }

    private async Task<InterruptOutcome> ClimbAsync()
    {
        // What the cell has registered with the token runs here, and may take its time.
        _ = Task.Run(_cancellation.Cancel);
        if (await EndsWithinAsync(Politeness).ConfigureAwait(false))
            return InterruptOutcome.Stopped;
        CellThread? thread;
        lock (_lock)
            thread = _thread;
        IsStopping = true;
        Safepoint.Arm();
        thread?.Stop();
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Patience;)
        {
            thread?.Wake();
            if (await EndsWithinAsync(Step).ConfigureAwait(false))
                return InterruptOutcome.Stopped;
            if (Stopwatch.GetElapsedTime(start) > Grace)
                thread?.Abort();
        }

        _abandoned.TrySetResult();
        return InterruptOutcome.Stuck;
    }

    private async Task<bool> EndsWithinAsync(TimeSpan time) =>
        await Task.WhenAny(_ended.Task, Task.Delay(time)).ConfigureAwait(false) == _ended.Task;
}

/// <summary>A cell was to be stopped and could not: it goes on beside whatever comes next.</summary>
internal sealed class CellStuckException() : Exception("The cell could not be stopped.");
