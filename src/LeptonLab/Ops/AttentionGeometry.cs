namespace LeptonLab.Ops;

/// <summary>The sizes of an attention, checked once, how its tensors lie, and what each query sees.</summary>
public sealed class AttentionGeometry
{
    private const string Name = "ScaledDotProductAttention";
    private readonly int[] _lengths;
    private readonly int? _firstPosition;

    private AttentionGeometry(Shape q, Shape k, Shape v, AttentionMask mask, bool timeFirst)
    {
        (int time, int heads) = timeFirst ? (1, 2) : (2, 1);
        (Batch, Heads, Queries, Keys) = (q[0], q[heads], q[time], k[time]);
        (Depth, ValueDepth, TimeFirst) = (q[3], v[3], timeFirst);
        _lengths = SequenceLengths.Of(Name, mask.Lengths, Batch, Keys);
        _firstPosition = mask.FirstPosition;
    }

    /// <summary>Samples.</summary>
    public int Batch { get; }

    /// <summary>Attentions side by side, each with its own queries, keys and values.</summary>
    public int Heads { get; }

    /// <summary>Queries of a sample.</summary>
    public int Queries { get; }

    /// <summary>Keys, and values, of a sample.</summary>
    public int Keys { get; }

    /// <summary>Numbers in a query and in a key.</summary>
    public int Depth { get; }

    /// <summary>Numbers in a value.</summary>
    public int ValueDepth { get; }

    /// <summary>Whether tensors lie as [batch, time, heads, depth] and not as [batch, heads, time, depth].</summary>
    public bool TimeFirst { get; }

    /// <summary>What scalar products are multiplied by, 1/√depth: their variance is then that of one product.</summary>
    public float Scale => Depth == 0 ? 1 : 1 / MathF.Sqrt(Depth);

    /// <summary>How many keys query <paramref name="i"/> of sample <paramref name="n"/> sees: the first so many.</summary>
    public int Visible(int n, int i) =>
        _firstPosition is { } first ? (int)Math.Min(_lengths[n], (long)first + i + 1) : _lengths[n];

    /// <summary>Whether some query does not see some key.</summary>
    internal bool HidesSomething =>
        _lengths.Any(length => length < Keys) || (_firstPosition is { } first && (long)first + 1 < Keys);

    /// <summary>Checks that shapes fit together.</summary>
    /// <exception cref="ArgumentException">They do not; the message says what was expected.</exception>
    public static AttentionGeometry Of(Shape q, Shape k, Shape v, AttentionMask mask, bool timeFirst)
    {
        string layout = timeFirst ? "[batch, time, heads, depth]" : "[batch, heads, time, depth]";
        int time = timeFirst ? 1 : 2, heads = timeFirst ? 2 : 1;
        if (q.Rank != 4 || k.Rank != 4 || v.Rank != 4)
            throw new ArgumentException($"{Name} takes queries, keys and values {layout}; it got {q}, {k} and {v}.");
        if (q[0] != k[0] || q[heads] != k[heads] || q[3] != k[3])
        {
            throw new ArgumentException(
                $"{Name}: queries {q} and keys {k}, as {layout}, must have the same batch, heads and depth; only their times may differ.");
        }

        if (v[0] != k[0] || v[heads] != k[heads] || v[time] != k[time])
        {
            throw new ArgumentException(
                $"{Name}: there is a value for every key, but keys are {k} and values {v}, as {layout}; only their depths may differ.");
        }

        if (mask.FirstPosition < 0)
            throw new ArgumentException($"{Name}: the first query stands at position {mask.FirstPosition}; positions start at 0.");
        return new(q, k, v, mask, timeFirst);
    }

    /// <summary>The shape of the result: that of the queries, with the values' depth.</summary>
    internal Shape OutputShape =>
        TimeFirst ? [Batch, Queries, Heads, ValueDepth] : [Batch, Heads, Queries, ValueDepth];

    /// <summary>Where the first of a sample's and head's queries, keys or values lies.</summary>
    internal nint First(int n, int head, int times, int depth) =>
        TimeFirst ? ((nint)n * times * Heads + head) * depth : ((nint)n * Heads + head) * times * depth;

    /// <summary>From one query, key or value to the next.</summary>
    internal int Distance(int depth) => TimeFirst ? Heads * depth : depth;
}
