namespace LeptonLab.Training;

/// <summary>Reads one batch ahead, on another thread, while a step computes. The batches and their order stay the same.</summary>
internal sealed class Prefetch<TBatch> : IDisposable
{
    private readonly IEnumerator<TBatch> _batches;
    private Task<Fetched?> _next;

    internal Prefetch(IEnumerable<TBatch> batches)
    {
        _batches = batches.GetEnumerator();
        _next = Task.Run(Fetch);
    }

    /// <summary>The next batch; its tensors end with the current <see cref="TensorScope"/>.</summary>
    /// <exception cref="LeptonException">There is none although one was promised.</exception>
    /// <exception cref="Exception">What the source threw when it read this batch.</exception>
    internal TBatch Take()
    {
        Fetched fetched = _next.GetAwaiter().GetResult()
            ?? throw new LeptonException("The source of batches ended before its epoch did: it gave fewer than its BatchCount says.");
        TensorScope.Current?.Adopt(fetched.Made);
        _next = Task.Run(Fetch);
        return fetched.Batch;
    }

    /// <summary>Waits for the batch that is being read, and takes back its memory.</summary>
    public void Dispose()
    {
        try
        {
            using TensorScope scope = TensorScope.Begin();
            scope.Adopt(_next.GetAwaiter().GetResult()?.Made ?? []);
        }
        catch (Exception)
        {
            // Nobody asked for that batch: the run has ended, and for a reason of its own.
        }

        _batches.Dispose();
    }

    private Fetched? Fetch()
    {
        using TensorScope scope = TensorScope.Begin();
        return _batches.MoveNext() ? new Fetched(_batches.Current, scope.HandOver()) : null;
    }

    private sealed record Fetched(TBatch Batch, IReadOnlyList<Tensor> Made);
}
