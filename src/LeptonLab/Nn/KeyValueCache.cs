namespace LeptonLab.Nn;

/// <summary>
/// The keys and values of the entries that a <see cref="MultiHeadAttention"/> has already read, so that a text is decoded
/// token by token without computing them again. A cache belongs to one layer and one batch of texts. No gradient flows
/// through it.
/// </summary>
public sealed class KeyValueCache
{
    private const int FirstRoom = 16;
    private Tensor? _keys;
    private Tensor? _values;

    /// <summary>The entries read so far: the position of the next one.</summary>
    public int Length { get; private set; }

    /// <summary>
    /// Keys and values of all entries [batch, room, heads, depth]. Behind the entries there is room, zeros that a mask hides.
    /// </summary>
    internal (Tensor Keys, Tensor Values) All => (_keys!, _values!);

    /// <summary>Forgets everything: for the next text.</summary>
    public void Clear()
    {
        _keys = _values = null;
        Length = 0;
    }

    /// <summary>Adds keys and values [batch, time, heads, depth] behind the others; returns <see cref="All"/>.</summary>
    internal (Tensor Keys, Tensor Values) Add(Tensor keys, Tensor values)
    {
        if (_keys is { } known && (known.Shape[0] != keys.Shape[0] || !SameEntries(known.Shape, keys.Shape)))
        {
            throw new ShapeException(
                $"A cache with {Length} entries of keys {Entries(known.Shape)} cannot take {Entries(keys.Shape)}: "
                + "it belongs to one layer and one batch. Clear() it, or make a new one.");
        }

        Write(ref _keys, keys);
        Write(ref _values, values);
        Length += keys.Shape[1];
        return All;
    }

    private void Write(ref Tensor? kept, Tensor added)
    {
        (int batch, int time) = (added.Shape[0], added.Shape[1]);
        int needed = checked(Length + time), entry = added.Shape[2] * added.Shape[3];
        int room = kept?.Shape[1] ?? 0;
        if (kept is null || room < needed)
        {
            // Twice as much each time: a text of n tokens is copied n times in all and not n² times.
            int larger = Math.Max(Math.Max(FirstRoom, needed), 2 * room);
            Tensor moved = Tensor.Zeros([batch, larger, added.Shape[2], added.Shape[3]], added.Device);
            TensorScope.Current?.KeepForGood(moved);
            for (int n = 0; n < batch && kept is not null; n++)
                kept.Values.Slice(n * room * entry, Length * entry).CopyTo(moved.AsSpan()[(n * larger * entry)..]);
            (kept, room) = (moved, larger);
        }

        for (int n = 0; n < batch; n++)
            added.Values.Slice(n * time * entry, time * entry).CopyTo(kept.AsSpan()[((n * room + Length) * entry)..]);
    }

    private static bool SameEntries(Shape a, Shape b) => a[2] == b[2] && a[3] == b[3];

    private static string Entries(Shape keys) => $"[batch {keys[0]}, heads {keys[2]}, depth {keys[3]}]";
}
