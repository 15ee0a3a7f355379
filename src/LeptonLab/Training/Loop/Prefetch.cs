using System.Runtime.ExceptionServices;

namespace LeptonLab.Training;

/// <summary>
/// Reads a few batches ahead, on a thread of its own, while steps compute: reading, decoding and transforms are hidden as long as
/// they take less time than the steps. The batches and their order stay the same.
/// </summary>
/// <remarks>
/// One thread, because the kernels use all processors already; several batches, because one that takes longer than a step is then
/// made up for by the next ones.
/// </remarks>
internal sealed class Prefetch<TBatch> : IDisposable
{
    /// <summary>So many batches are held that no step has asked for yet.</summary>
    internal const int Depth = 2;

    private readonly IEnumerator<TBatch> _batches;
    private readonly Queue<Fetched> _ready = new();
    private readonly Task _reader;
    private bool _isEnded, _isStopping;
    private ExceptionDispatchInfo? _error;

    internal Prefetch(IEnumerable<TBatch> batches)
    {
        _batches = batches.GetEnumerator();
        _reader = Task.Factory.StartNew(ReadAhead, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>The next batch; its tensors end with the current <see cref="TensorScope"/>.</summary>
    /// <exception cref="LeptonException">There is none although one was promised.</exception>
    /// <exception cref="Exception">What the source threw when it read this batch.</exception>
    internal TBatch Take()
    {
        Fetched fetched;
        lock (_ready)
        {
            while (_ready.Count == 0 && !_isEnded)
                Monitor.Wait(_ready);
            if (_ready.Count == 0)
            {
                _error?.Throw();
                throw new LeptonException("The source of batches ended before its epoch did: it gave fewer than its BatchCount says.");
            }

            fetched = _ready.Dequeue();
            Monitor.PulseAll(_ready);
        }

        TensorScope.Current?.Adopt(fetched.Made);
        return fetched.Batch;
    }

    /// <summary>Waits for the batch that is being read, and takes back the memory of those that nobody asked for.</summary>
    public void Dispose()
    {
        lock (_ready)
        {
            _isStopping = true;
            Monitor.PulseAll(_ready);
        }

        // It ends without an exception: those of the source are kept for Take.
        _reader.Wait();
        using (TensorScope scope = TensorScope.Begin())
        {
            foreach (Fetched fetched in _ready)
                scope.Adopt(fetched.Made);
        }

        _batches.Dispose();
    }

    private void ReadAhead()
    {
        try
        {
            while (HasRoom() && Fetch() is { } fetched)
            {
                lock (_ready)
                {
                    _ready.Enqueue(fetched);
                    Monitor.PulseAll(_ready);
                }
            }
        }
        catch (Exception error)
        {
            _error = ExceptionDispatchInfo.Capture(error);
        }

        lock (_ready)
        {
            _isEnded = true;
            Monitor.PulseAll(_ready);
        }
    }

    // Waits until a batch may be read; false if none is wanted any more.
    private bool HasRoom()
    {
        lock (_ready)
        {
            while (_ready.Count >= Depth && !_isStopping)
                Monitor.Wait(_ready);
            return !_isStopping;
        }
    }

    private Fetched? Fetch()
    {
        using TensorScope scope = TensorScope.Begin();
        return _batches.MoveNext() ? new Fetched(_batches.Current, scope.HandOver()) : null;
    }

    private sealed record Fetched(TBatch Batch, IReadOnlyList<Tensor> Made);
}
