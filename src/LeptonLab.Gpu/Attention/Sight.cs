namespace LeptonLab.Gpu;

/// <summary>How many keys each query sees, in the memory of the GPU. To be disposed.</summary>
internal readonly struct Sight : IDisposable
{
    private readonly GpuMemory? _lengths;
    private readonly Floats _unread;
    private readonly Ops.AttentionGeometry _geometry;

    /// <param name="launcher">The GPU.</param>
    /// <param name="geometry">What each query sees.</param>
    /// <param name="unread">Any memory, for kernels that read no lengths because every query sees every key.</param>
    internal Sight(Launcher launcher, Ops.AttentionGeometry geometry, Floats unread)
    {
        (_geometry, _unread) = (geometry, unread);
        if (!geometry.HidesSomething)
            return;
        var lengths = new int[geometry.Batch * geometry.Queries];
        for (int at = 0; at < lengths.Length; at++)
            lengths[at] = geometry.Visible(at / geometry.Queries, at % geometry.Queries);
        _lengths = launcher.Upload(lengths);
    }

    internal Visible View => new()
    {
        Lengths = (_lengths?.View ?? _unread).Cast<float, int>(),
        HidesSomething = _lengths is not null,
        Queries = _geometry.Queries,
        Keys = _geometry.Keys,
        PerQueries = new(_geometry.Queries),
        PerHeads = new(_geometry.Heads),
    };

    public void Dispose() => _lengths?.Dispose();

    /// <summary>What kernels see of it.</summary>
    internal struct Visible
    {
        internal Ints Lengths;
        internal Flag HidesSomething;
        internal int Queries;
        internal int Keys;
        internal FastDivisor PerQueries;
        internal FastDivisor PerHeads;

        /// <summary>How many keys a query of a head of all samples sees, the first so many.</summary>
        internal readonly int Count(int head, int query) =>
            HidesSomething ? Lengths[PerHeads.Divide(head) * Queries + query] : Keys;

        /// <summary>The same for a row of all heads' [queries, keys].</summary>
        internal readonly int CountOfRow(int row)
        {
            int head = PerQueries.Divide(row);
            return Count(head, PerQueries.Rest(row, head));
        }
    }
}
