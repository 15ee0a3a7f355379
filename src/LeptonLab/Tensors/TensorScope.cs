namespace LeptonLab;

/// <summary>
/// Takes back the memory of every tensor made on this thread between its start and its end, except those kept. The
/// trainer puts each step into one; a lesson never needs it.
/// </summary>
/// <remarks>A view owns no memory: what it shows is taken back with the tensor that it is a view of, if that was made here.</remarks>
internal sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? _current;

    private readonly TensorScope? _outer;
    private readonly List<Tensor> _made = [];

    private TensorScope(TensorScope? outer) => _outer = outer;

    internal static TensorScope? Current => _current;

    /// <summary>The memory of devices that the tensors made here have, in bytes.</summary>
    internal long DeviceBytes => _made.Sum(tensor => tensor.DeviceBytes);

    internal static TensorScope Begin() => _current = new TensorScope(_current);

    internal void Add(Tensor tensor) => _made.Add(tensor);

    /// <summary>Exempts a tensor from this scope and all around it.</summary>
    internal void KeepForGood(Tensor tensor)
    {
        for (TensorScope? scope = this; scope is not null; scope = scope._outer)
            scope._made.RemoveAll(made => made.SharesMemoryWith(tensor));
    }

    /// <summary>Ends the scope and takes nothing back: what was made in it is for <see cref="Adopt"/>, on any thread.</summary>
    internal IReadOnlyList<Tensor> HandOver()
    {
        _current = _outer;
        Tensor[] made = [.. _made];
        _made.Clear();
        return made;
    }

    /// <summary>Takes back, at its end, what another scope handed over.</summary>
    internal void Adopt(IReadOnlyList<Tensor> made) => _made.AddRange(made);

    public void Dispose()
    {
        _current = _outer;
        foreach (Tensor tensor in _made)
            tensor.Release();
        _made.Clear();
    }
}
