using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A layer of a Transformer's decoder (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.1): causal self-attention,
/// attention to the encoder's output, the memory, and <see cref="FeedForward"/>, each with a way around it as in
/// <see cref="TransformerEncoderLayer"/>. Takes [batch, time, features] and the memory [batch, entries, features]; gives
/// [batch, time, features].
/// </summary>
public sealed class TransformerDecoderLayer : Module
{
    private readonly MultiHeadAttention _attention;
    private readonly MultiHeadAttention _memoryAttention;
    private readonly FeedForward _feedForward;
    private readonly SubLayer _aroundAttention;
    private readonly SubLayer _aroundMemoryAttention;
    private readonly SubLayer _aroundFeedForward;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in an entry.</param>
    /// <param name="heads">Attentions side by side.</param>
    /// <param name="hidden">Numbers inside the feed-forward part.</param>
    /// <param name="dropout">The share of a part's numbers that training drops.</param>
    /// <param name="preNorm">Whether parts read normalized numbers, and not what comes out is normalized.</param>
    /// <param name="activation">The function inside the feed-forward part; a <see cref="Relu"/> unless told otherwise.</param>
    /// <exception cref="ArgumentException">A size is not positive, the features cannot be divided among the heads …</exception>
    public TransformerDecoderLayer(
        int features, int heads, int hidden, float dropout = 0.1f, bool preNorm = false, Layer? activation = null)
    {
        _attention = Add("attention", new MultiHeadAttention(features, heads, causal: true));
        _aroundAttention = Around("attention", features, dropout, preNorm);
        _memoryAttention = Add("memory_attention", new MultiHeadAttention(features, heads));
        _aroundMemoryAttention = Around("memory_attention", features, dropout, preNorm);
        _feedForward = Add("feed_forward", new FeedForward(features, hidden, activation));
        _aroundFeedForward = Around("feed_forward", features, dropout, preNorm);
    }

    /// <summary>The self-attention: for pictures of what it looks at.</summary>
    public MultiHeadAttention Attention => _attention;

    /// <summary>The attention to the memory: for pictures of which entry it looks at.</summary>
    public MultiHeadAttention MemoryAttention => _memoryAttention;

    /// <inheritdoc/>
    public override string Description => $"TransformerDecoderLayer {_attention.Features}, {_attention.Heads} heads";

    /// <summary>Computes the output for whole sequences, as in training. What it is in the padding means nothing.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="memory">[batch, entries, features].</param>
    /// <param name="memoryLengths">Entries of each memory that are not padding; null: all.</param>
    /// <remarks>The padding of x stands behind its entries, and so a causal attention does not see it.</remarks>
    public Tensor Forward(Tensor x, Tensor memory, int[]? memoryLengths = null)
    {
        var mask = new AttentionMask { Lengths = memoryLengths };
        return Through(x, part => _attention.Call(part), part => _memoryAttention.Forward(part, memory, mask));
    }

    /// <summary>Entries that follow those of earlier calls: decoding, some tokens or one at a time.</summary>
    /// <param name="x">The next entries [batch, time, features].</param>
    /// <param name="memory">[batch, entries, features], the same in every call.</param>
    /// <param name="cache">What earlier calls have read; these entries are added.</param>
    /// <param name="memoryLengths">Entries of each memory that are not padding; null: all.</param>
    public Tensor Forward(Tensor x, Tensor memory, DecoderCache cache, int[]? memoryLengths = null) => Through(
        x,
        part => _attention.Forward(part, cache.Own),
        part => _memoryAttention.Forward(part, memory, cache.Memory, memoryLengths));

    /// <summary>The multiply-adds for one sample.</summary>
    /// <param name="input">Its shape [time, features].</param>
    /// <param name="memory">That of its memory [entries, features].</param>
    public long MultiplyAdds(Shape input, Shape memory) =>
        _attention.MultiplyAdds(input) + _memoryAttention.MultiplyAdds(input, memory) + _feedForward.MultiplyAdds(input);

    private SubLayer Around(string part, int features, float dropout, bool preNorm) =>
        new(Add(part + "_norm", new LayerNorm(features)), Add(part + "_dropout", new Dropout(dropout)), preNorm);

    private Tensor Through(Tensor x, Func<Tensor, Tensor> attention, Func<Tensor, Tensor> memoryAttention)
    {
        SequenceShape.Check(this, x.Shape, _attention.Features);
        x = _aroundAttention.Forward(x, attention);
        x = _aroundMemoryAttention.Forward(x, memoryAttention);
        return _aroundFeedForward.Forward(x, _feedForward.Call);
    }
}
