using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// Multi-head attention (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.2.2): several attentions side by side,
/// each on its own projection of the entries,
/// <code>
/// head h = attention(x · W_q,h, m · W_k,h, m · W_v,h)
/// y = [head 1, …, head H] · W_o
/// </code>
/// each projection with a bias. Takes x [batch, queries, features] and m, the memory, [batch, keys, features]; gives
/// [batch, queries, features]. In self-attention m is x. The operation is <see cref="Ops.ScaledDotProductAttention"/>.
/// </summary>
public sealed class MultiHeadAttention : Layer
{
    private readonly Linear _query;
    private readonly Linear _key;
    private readonly Linear _value;
    private readonly Linear _output;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in an entry: d_model in the paper.</param>
    /// <param name="heads">Attentions side by side; each has features / heads numbers.</param>
    /// <param name="causal">Whether in self-attention an entry sees only itself and those before it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive.</exception>
    /// <exception cref="ArgumentException">The features cannot be divided among the heads.</exception>
    public MultiHeadAttention(int features, int heads, bool causal = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(features);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(heads);
        if (features % heads != 0)
        {
            throw new ArgumentException(
                $"{features} features cannot be divided among {heads} heads: "
                + $"{features} / {heads} leaves a remainder of {features % heads}.");
        }

        (Features, Heads, IsCausal) = (features, heads, causal);
        _query = Add("query", new Linear(features, features));
        _key = Add("key", new Linear(features, features));
        _value = Add("value", new Linear(features, features));
        _output = Add("output", new Linear(features, features));
    }

    /// <summary>Numbers in an entry.</summary>
    public int Features { get; }

    /// <summary>Attentions side by side.</summary>
    public int Heads { get; }

    /// <summary>Whether in self-attention an entry sees only itself and those before it.</summary>
    public bool IsCausal { get; }

    /// <summary>
    /// Whether to keep what each pass looks at, in <see cref="AttentionWeights"/>: for pictures. Off at first.
    /// </summary>
    public bool KeepWeights { get; set; }

    /// <summary>
    /// The attention of the latest pass [batch, heads, queries, keys]: each row is positive and adds up to 1. Null unless
    /// <see cref="KeepWeights"/> was set.
    /// </summary>
    public Tensor? AttentionWeights { get; private set; }

    internal Linear Query => _query;

    internal Linear Key => _key;

    internal Linear Value => _value;

    internal Linear Output => _output;

    /// <inheritdoc/>
    public override string Description => $"MultiHeadAttention {Features}, {Heads} heads{(IsCausal ? ", causal" : "")}";

    /// <summary>Self-attention without padding.</summary>
    /// <param name="x">[batch, time, features].</param>
    public override Tensor Forward(Tensor x) => Forward(x, AttentionMask.None);

    /// <summary>Self-attention.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="mask">What each entry sees; a causal layer hides what comes later besides.</param>
    public Tensor Forward(Tensor x, AttentionMask mask) =>
        Forward(x, x, IsCausal ? mask with { FirstPosition = mask.FirstPosition ?? 0 } : mask);

    /// <summary>Cross-attention: the entries of x look at those of a memory.</summary>
    /// <param name="x">[batch, queries, features].</param>
    /// <param name="memory">[batch, keys, features], such as the output of an encoder.</param>
    /// <param name="mask">What each entry sees of the memory; null: everything.</param>
    public Tensor Forward(Tensor x, Tensor memory, AttentionMask? mask = null)
    {
        Check(x.Shape, memory.Shape);
        (Tensor keys, Tensor values) = Project(memory);
        return Attend(x, keys, values, keys.Shape[1], mask ?? AttentionMask.None);
    }

    /// <summary>
    /// Causal self-attention of entries that follow those of earlier calls: decoding, some tokens or one at a time. The texts
    /// of a batch are equally long.
    /// </summary>
    /// <param name="x">The next entries [batch, time, features].</param>
    /// <param name="cache">What earlier calls have read; these entries are added.</param>
    public Tensor Forward(Tensor x, KeyValueCache cache)
    {
        Check(x.Shape, x.Shape);
        var past = new AttentionMask { FirstPosition = cache.Length };
        (Tensor keys, Tensor values) = Project(x);
        (keys, values) = cache.Add(keys, values);
        return Attend(x, keys, values, cache.Length, past);
    }

    /// <summary>Cross-attention to a memory that is the same in every call: only the first one projects it.</summary>
    /// <param name="x">[batch, queries, features].</param>
    /// <param name="memory">[batch, keys, features].</param>
    /// <param name="cache">Empty in the first call; it holds the projected memory in later ones.</param>
    /// <param name="lengths">Entries of each memory that are not padding; null: all.</param>
    public Tensor Forward(Tensor x, Tensor memory, KeyValueCache cache, int[]? lengths = null)
    {
        Check(x.Shape, memory.Shape);
        if (cache.Length == 0)
        {
            (Tensor ownKeys, Tensor ownValues) = Project(memory);
            cache.Add(ownKeys, ownValues);
        }

        if (cache.Length != memory.Shape[1])
            throw new ShapeException($"{this}: the cache holds a memory of {cache.Length} entries, but this one has {memory.Shape[1]}.");
        (Tensor keys, Tensor values) = cache.All;
        lengths = Ops.SequenceLengths.Of("MultiHeadAttention", lengths, memory.Shape[0], cache.Length); // hides the cache's room
        return Attend(x, keys, values, cache.Length, AttentionMask.Padding(lengths));
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => SequenceShape.Sample(input, Features);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => MultiplyAdds(input, input);

    /// <summary>The multiply-adds of cross-attention for one sample.</summary>
    /// <param name="input">Its shape [queries, features].</param>
    /// <param name="memory">That of its memory [keys, features].</param>
    public long MultiplyAdds(Shape input, Shape memory) =>
        2L * ((long)input.Count + memory.Count) * Features + 2L * input[0] * memory.Count;

    private (Tensor Keys, Tensor Values) Project(Tensor memory) => (Divided(_key.Call(memory)), Divided(_value.Call(memory)));

    // [batch, time, features] as [batch, time, heads, depth]
    private Tensor Divided(Tensor x) => x.Reshape([x.Shape[0], x.Shape[1], Heads, Features / Heads]);

    private Tensor Attend(Tensor x, Tensor keys, Tensor values, int count, AttentionMask mask)
    {
        Tensor read = ScaledDotProductAttention.Apply(
            Divided(_query.Call(x)), keys, values, out Tensor weights, mask, timeFirst: true);
        if (KeepWeights)
        {
            using (Tape.Pause())
                AttentionWeights = weights.Slice(3, 0, count);
            TensorScope.Current?.KeepForGood(AttentionWeights);
        }

        return _output.Call(read.Reshape(x.Shape));
    }

    private void Check(Shape x, Shape memory)
    {
        if (x.Rank != 3 || x[2] != Features)
            throw new ShapeException($"{this} expects sequences [batch, time, {Features}]; got {x}.");
        if (memory.Rank != 3 || memory[2] != Features || memory[0] != x[0])
            throw new ShapeException($"{this} of {x} expects a memory [{x[0]}, time, {Features}]; got {memory}.");
    }
}
