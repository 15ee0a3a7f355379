namespace LeptonLab;

/// <summary>
/// Takes back the memory of every tensor made on this thread between its start and its end, except those kept. The
/// trainer puts each step into one; a lesson never needs it.
/// </summary>
internal sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? _current;

    private readonly TensorScope? _outer;
    private readonly List<Tensor> _made = [];

    private TensorScope(TensorScope? outer) => _outer = outer;

    internal static TensorScope? Current => _current;

    internal static TensorScope Begin() => _current = new TensorScope(_current);

    internal void Add(Tensor tensor) => _made.Add(tensor);

    /// <summary>Exempts a tensor from this scope and all around it.</summary>
    internal void KeepForGood(Tensor tensor)
    {
        for (TensorScope? scope = this; scope is not null; scope = scope._outer)
            scope._made.RemoveAll(made => made.SharesMemoryWith(tensor));
    }

    public void Dispose()
    {
        _current = _outer;
        foreach (Tensor tensor in _made)
            tensor.Release();
        _made.Clear();
    }
}
