using System.Collections.Concurrent;

namespace LeptonLab.Notebooks.Jupyter.Serving;

/// <summary>
/// Does work in order on a thread of its own, so that nothing waits for a thread of the pool, which a cell may keep busy.
/// </summary>
internal sealed class Lane : IDisposable
{
    private readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> _queue = [];
    private readonly Action<Exception> _failed;
    private Task _last = Task.CompletedTask;

    public Lane(string name, Action<Exception> failed)
    {
        _failed = failed;

        // Deeply nested JSON and cells that recurse need the stack that a main thread has.
        new Thread(Run, maxStackSize: 16 << 20) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Ends when all work that was added so far is done.</summary>
    public Task Done => Volatile.Read(ref _last);

    /// <summary>Adds work; one thread calls this.</summary>
    public void Add(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _last, done.Task);
        try
        {
            _queue.Add((work, done));
        }
        catch (InvalidOperationException)
        {
            // The kernel is closing.
            done.SetResult();
        }
    }

    /// <summary>Takes no more work; what is queued is still done.</summary>
    public void Dispose() => _queue.CompleteAdding();

    private void Run()
    {
        foreach ((Action work, TaskCompletionSource done) in _queue.GetConsumingEnumerable())
        {
            try
            {
                work();
            }
            catch (Exception error)
            {
                _failed(error);
            }
            finally
            {
                done.SetResult();
            }
        }
    }
}
