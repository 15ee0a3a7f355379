using System.Diagnostics.CodeAnalysis;
using System.Runtime;

namespace LeptonLab.Notebooks.Kernels.Execution;

/// <summary>
/// The thread that one cell runs on, so that the cell can be stopped wherever it is: while it computes, sleeps, waits for
/// a lock or a task, or awaits. What it awaits comes back to this thread; while the thread is busy or blocked it goes on in
/// the thread pool, so that waiting for one's own asynchronous method (<c>LoadAsync().Result</c>) cannot hang.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "What a cell has started may come back here at any time after it has ended.")]
internal sealed class CellThread : SynchronizationContext
{
    private const int StackSize = 16 * 1024 * 1024;

    [ThreadStatic]
    private static CellThread? _current;

    // A monitor, because it stands an abort; a Lock may stay taken.
    private readonly object _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _work = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Task<object?>> _body;
    private readonly Thread _thread;
    private readonly CellContext? _cell = CellContext.Current;
    private Exception? _aborted;
    private bool _left;
    private bool _idle;
    private bool _stopped;
    private int _critical;

    /// <summary>Starts a cell.</summary>
    /// <param name="body">The cell; runs in the execution context of the caller.</param>
    public CellThread(Func<Task<object?>> body)
    {
        _body = body;
        _thread = new Thread(Run, StackSize) { IsBackground = true, Name = "Cell" };
        _thread.Start();
    }

    /// <summary>The value of the cell, or the exception that ended it; an interrupted one ends with <see cref="CellInterruptedException"/>.</summary>
    public Task<object?> Completion => _end.Task;

    /// <summary>Whether the thread waits for something, and not for work of its own.</summary>
    private bool IsBlocked => (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0;

    /// <summary>
    /// Asks the cell to end: what it awaits is never continued, and the next time that it prints or shows something it is
    /// stopped there.
    /// </summary>
    public void Stop()
    {
        lock (_gate)
            _stopped = true;
        Interlocked.MemoryBarrier();
        _wake.Set();
    }

    /// <summary>Wakes the cell from a sleep, a lock or a task that it waits for.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (IsBlocked && !_left)
                _thread.Interrupt();
        }
    }

    /// <summary>Ends the cell wherever it is.</summary>
    public void Abort()
    {
        // Not while it holds a lock of the kernel: nobody would ever release it.
        if (_abort.IsCancellationRequested || Volatile.Read(ref _critical) > 0)
            return;

        // The call returns when the thread has taken notice, which native code may put off for ever.
        ThreadPool.UnsafeQueueUserWorkItem(static abort => abort.Cancel(), _abort, preferLocal: false);
    }

    /// <summary>Keeps the calling thread, if it is a cell's, from being aborted until <see cref="LeaveCritical"/>.</summary>
    /// <exception cref="CellInterruptedException">The cell is to stop.</exception>
    public static CellThread? EnterCritical()
    {
        if (_current is not { } thread)
            return null;
        Interlocked.Increment(ref thread._critical);
        if (!Volatile.Read(ref thread._stopped))
            return thread;
        thread.LeaveCritical();
        throw new CellInterruptedException(null);
    }

    /// <summary>Ends what <see cref="EnterCritical"/> began.</summary>
    public void LeaveCritical() => Interlocked.Decrement(ref _critical);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (_stopped)
                return;
            if (_idle)
            {
                _idle = false;
                _work.Enqueue((d, state));
                _wake.Set();
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static work => work.Self.RunElsewhere(work.Callback, work.State), (Self: this, Callback: d, State: state), preferLocal: false);
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private void Run()
    {
        SetSynchronizationContext(this);
        _current = this;
        Task<object?>? main = null;
        try
        {
#pragma warning disable SYSLIB0046 // The only way to stop a loop that does not ask whether it should.
            ControlledExecution.Run(() => main = Pump(), _abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (Exception e) when (_stopped)
        {
            _aborted ??= e;
        }
        catch (Exception e)
        {
            _end.TrySetException(e);
        }
        finally
        {
            // A late abort or interrupt does not come in here.
            Finish(main);
        }
    }

    private void Finish(Task<object?>? main)
    {
        if (main is { IsCompletedSuccessfully: true })
            _end.TrySetResult(main.Result);
        else if (_stopped || main is null)
            _end.TrySetException(new CellInterruptedException(Failure(main) ?? _aborted));
        else
            _end.TrySetException(Failure(main)!);
    }

    // A task that was cancelled gives its exception, and with it the place, only to who waits for it.
    private static Exception? Failure(Task? main)
    {
        if (main is not { IsCompleted: true })
            return null;
        try
        {
            main.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private Task<object?> Pump()
    {
        try
        {
            Task<object?> main = _body();
            if (!main.IsCompleted)
                main.ContinueWith(_ => _wake.Set(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            while (true)
            {
                (SendOrPostCallback Callback, object? State) work;
                lock (_gate)
                {
                    if (main.IsCompleted || _stopped)
                        return main;
                    _idle = !_work.TryDequeue(out work);
                }

                if (work.Callback is null)
                    _wake.WaitOne();
                else
                    work.Callback(work.State);
            }
        }
        finally
        {
            Leave();
            while (!_stopped && _work.TryDequeue(out (SendOrPostCallback Callback, object? State) left))
                Post(left.Callback, left.State);
        }
    }

    // From here on the thread must not be woken any more: the runtime takes an abort back while it waits for a moment, and
    // an exception in that moment would leave the abort to strike outside.
    private void Leave()
    {
        try
        {
            lock (_gate)
                (_left, _idle) = (true, false);
            if (_stopped)
                Thread.Sleep(1);
        }
        catch (ThreadInterruptedException)
        {
            Leave();
        }
    }

    private void RunElsewhere(SendOrPostCallback callback, object? state)
    {
        SetSynchronizationContext(this);
        _current = this;
        try
        {
#pragma warning disable SYSLIB0046
            ControlledExecution.Run(() => callback(state), _abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (Exception e) when (_stopped && e is OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            StrayExceptions.Report(e, _cell);
        }
        finally
        {
            _current = null;
            SetSynchronizationContext(null);
        }
    }
}

/// <summary>A cell was stopped by the person.</summary>
/// <param name="where">What was thrown inside the cell, for its place; null if it was awaiting.</param>
internal sealed class CellInterruptedException(Exception? where) : OperationCanceledException("The cell was interrupted.", where);
