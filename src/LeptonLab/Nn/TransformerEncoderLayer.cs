using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// One layer of a Transformer's encoder (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.1): self-attention and
/// a feed-forward part, each with dropout, a way around it and layer normalization, which comes behind the sum as in the
/// paper, LN(x + f(x)), or in front of the part, x + f(LN(x)), which trains without warm-up (Xiong et al., "On Layer
/// Normalization in the Transformer Architecture", ICML 2020). [batch, time, features] to the same.
/// </summary>
public sealed class TransformerEncoderLayer : Layer
{
    private readonly MultiHeadAttention _attention;
    private readonly LayerNorm _norm1;
    private readonly FeedForward _forward;
    private readonly LayerNorm _norm2;
    private readonly Dropout _dropout1;
    private readonly Dropout _dropout2;
    private readonly bool _normFirst;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in an entry: d_model.</param>
    /// <param name="heads">Attentions side by side; they divide the features.</param>
    /// <param name="hidden">Units of the feed-forward part: d_ff.</param>
    /// <param name="dropout">The share of numbers dropped in training.</param>
    /// <param name="normFirst">Whether to normalize in front of the parts; behind, as in the paper, if not.</param>
    /// <param name="causal">Whether an entry sees only itself and those before it, as in a language model.</param>
    /// <param name="activation">Of the feed-forward part; a <see cref="Relu"/> unless told otherwise.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the heads do not divide the features.</exception>
    public TransformerEncoderLayer(
        int features,
        int heads,
        int hidden,
        float dropout = 0.1f,
        bool normFirst = false,
        bool causal = false,
        Layer? activation = null)
    {
        _normFirst = normFirst;
        _attention = Add("attention", new MultiHeadAttention(features, heads, causal));
        _norm1 = Add("norm1", new LayerNorm(features));
        _forward = Add("forward", new FeedForward(features, hidden, activation));
        _norm2 = Add("norm2", new LayerNorm(features));
        _dropout1 = Add("dropout1", new Dropout(dropout));
        _dropout2 = Add("dropout2", new Dropout(dropout));
    }

    /// <summary>The attention, to look at its weights.</summary>
    public MultiHeadAttention Attention => _attention;

    internal FeedForward FeedForward => _forward;

    internal LayerNorm Norm1 => _norm1;

    internal LayerNorm Norm2 => _norm2;

    internal bool NormFirst => _normFirst;

    /// <inheritdoc/>
    public override string Description =>
        $"TransformerEncoderLayer {_attention.Features}, {_attention.Heads} heads{(_normFirst ? ", norm first" : "")}";

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, AttentionMask.None);

    /// <summary>Computes the output where some entries are padding.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="mask">What each entry sees.</param>
    public Tensor Forward(Tensor x, AttentionMask mask) => Forward(x, y => _attention.Forward(y, mask));

    /// <summary>Entries that follow those of earlier calls, for a causal layer: decoding, some tokens or one at a time.</summary>
    /// <param name="x">The next entries, [batch, time, features].</param>
    /// <param name="cache">What earlier calls have read; these entries are added.</param>
    public Tensor Forward(Tensor x, KeyValueCache cache) => Forward(x, y => _attention.Forward(y, cache));

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => _attention.OutputShape(input);

    /// <inheritdoc/>
    public override long MultiplyAdds(Shape input) => _attention.MultiplyAdds(input) + _forward.MultiplyAdds(input);

    private Tensor Forward(Tensor x, Func<Tensor, Tensor> attention)
    {
        SequenceShape.Check(this, x.Shape, _attention.Features);
        if (_normFirst)
        {
            x += _dropout1.Call(attention(_norm1.Call(x)));
            return x + _dropout2.Call(_forward.Call(_norm2.Call(x)));
        }

        x = _norm1.Call(x + _dropout1.Call(attention(x)));
        return _norm2.Call(x + _dropout2.Call(_forward.Call(x)));
    }
}
