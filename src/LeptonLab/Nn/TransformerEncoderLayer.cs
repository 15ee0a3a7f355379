using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// A layer of a Transformer's encoder (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.1): self-attention, then
/// <see cref="FeedForward"/>, each with a way around it,
/// <code>
/// x ← LayerNorm(x + Dropout(part(x)))     as in the paper
/// x ← x + Dropout(part(LayerNorm(x)))     pre-norm (Xiong et al., ICML 2020), which trains without a warm-up
/// </code>
/// Takes and gives [batch, time, features]. With a causal attention it is the layer of a language model such as GPT-2.
/// </summary>
public sealed class TransformerEncoderLayer : Layer
{
    private readonly MultiHeadAttention _attention;
    private readonly FeedForward _feedForward;
    private readonly SubLayer _aroundAttention;
    private readonly SubLayer _aroundFeedForward;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in an entry.</param>
    /// <param name="heads">Attentions side by side.</param>
    /// <param name="hidden">Numbers inside the feed-forward part.</param>
    /// <param name="dropout">The share of a part's numbers that training drops.</param>
    /// <param name="preNorm">Whether parts read normalized numbers, and not what comes out is normalized.</param>
    /// <param name="activation">The function inside the feed-forward part; a <see cref="Relu"/> unless told otherwise.</param>
    /// <param name="causal">Whether an entry sees only itself and those before it.</param>
    /// <exception cref="ArgumentException">A size is not positive, the features cannot be divided among the heads …</exception>
    public TransformerEncoderLayer(
        int features,
        int heads,
        int hidden,
        float dropout = 0.1f,
        bool preNorm = false,
        Layer? activation = null,
        bool causal = false)
    {
        _attention = Add("attention", new MultiHeadAttention(features, heads, causal));
        _aroundAttention = Around("attention", features, dropout, preNorm);
        _feedForward = Add("feed_forward", new FeedForward(features, hidden, activation));
        _aroundFeedForward = Around("feed_forward", features, dropout, preNorm);
    }

    /// <summary>The self-attention: for pictures of what it looks at.</summary>
    public MultiHeadAttention Attention => _attention;

    /// <inheritdoc/>
    public override string Description => $"TransformerEncoderLayer {_attention.Features}, {_attention.Heads} heads";

    /// <summary>Computes the output for sequences without padding.</summary>
    /// <param name="x">[batch, time, features].</param>
    public override Tensor Forward(Tensor x) => Forward(x, AttentionMask.None);

    /// <summary>Computes the output for padded sequences; what it is in the padding means nothing.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="lengths">Entries of each sequence that are not padding.</param>
    public Tensor Forward(Tensor x, int[] lengths) => Forward(x, AttentionMask.Padding(lengths));

    /// <summary>Computes the output under a mask.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="mask">What each entry sees; a causal layer hides what comes later besides.</param>
    public Tensor Forward(Tensor x, AttentionMask mask) => Through(x, part => _attention.Forward(part, mask));

    /// <summary>Entries that follow those of earlier calls, for a causal layer: decoding, some tokens or one at a time.</summary>
    /// <param name="x">The next entries [batch, time, features].</param>
    /// <param name="cache">What earlier calls have read; these entries are added.</param>
    public Tensor Forward(Tensor x, KeyValueCache cache) => Through(x, part => _attention.Forward(part, cache));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _attention.OutputShape(input);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _attention.MultiplyAdds(input) + _feedForward.MultiplyAdds(input);

    private SubLayer Around(string part, int features, float dropout, bool preNorm) =>
        new(Add(part + "_norm", new LayerNorm(features)), Add(part + "_dropout", new Dropout(dropout)), preNorm);

    private Tensor Through(Tensor x, Func<Tensor, Tensor> attention)
    {
        SequenceShape.Check(this, x.Shape, _attention.Features);
        return _aroundFeedForward.Forward(_aroundAttention.Forward(x, attention), _feedForward.Call);
    }
}
