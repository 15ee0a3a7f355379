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

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _work = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly TaskCompletionSource<object?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Task<object?>> _body;
    private readonly Thread _thread;
    private Exception? _aborted;
    private bool _idle;
    private bool _stopped;

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

    /// <summary>Lets go of an asynchronous cell: what it awaited is never continued.</summary>
    public void StopAwaiting()
    {
        lock (_gate)
        {
            if (!_idle)
                return;
            _stopped = true;
        }

        _wake.Set();
    }

    /// <summary>Ends the cell wherever it is; may have to be called again while it waits in one place after another.</summary>
    public void Abort()
    {
        lock (_gate)
            _stopped = true;
        _wake.Set();

        // The call returns when the thread has taken notice, which native code may put off for ever.
        if (!_abort.IsCancellationRequested)
            ThreadPool.UnsafeQueueUserWorkItem(static abort => abort.Cancel(), _abort, preferLocal: false);
        if (IsBlocked)
            _thread.Interrupt();
    }

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
        Task<object?>? main = null;
        try
        {
#pragma warning disable SYSLIB0046 // The only way to stop a loop that does not ask whether it should.
            ControlledExecution.Run(() => main = Pump(), _abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (Exception e) when (_abort.IsCancellationRequested)
        {
            _aborted ??= e;
        }
        catch (Exception e)
        {
            _end.TrySetException(e);
            return;
        }

        if (_stopped && main?.IsCompletedSuccessfully != true)
            _end.TrySetException(new CellInterruptedException(_aborted ?? main?.Exception?.InnerException));
        else if (main!.IsCompletedSuccessfully)
            _end.TrySetResult(main.Result);
        else
            _end.TrySetException(main.Exception?.InnerException ?? new OperationCanceledException());
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
        catch (Exception e) when (Remember(e))
        {
            throw;
        }
        finally
        {
            lock (_gate)
                _idle = false;
            while (!_stopped && _work.TryDequeue(out (SendOrPostCallback Callback, object? State) left))
                Post(left.Callback, left.State);
        }
    }

    // The place where the cell was stopped is known only here: the abort itself comes out without one.
    private bool Remember(Exception e)
    {
        if (_abort.IsCancellationRequested)
            _aborted = e;
        return false;
    }

    private void RunElsewhere(SendOrPostCallback callback, object? state)
    {
        SetSynchronizationContext(this);
        try
        {
#pragma warning disable SYSLIB0046
            ControlledExecution.Run(() => callback(state), _abort.Token);
#pragma warning restore SYSLIB0046
        }
        catch (Exception e) when (e is OperationCanceledException or ThreadInterruptedException && _abort.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            StrayExceptions.Report(e);
        }
        finally
        {
            SetSynchronizationContext(null);
        }
    }
}

/// <summary>A cell was stopped by the person.</summary>
/// <param name="where">What was thrown inside the cell, for its place; null if it was awaiting.</param>
internal sealed class CellInterruptedException(Exception? where) : OperationCanceledException("The cell was interrupted.", where);
