using LeptonLab.Ops;

namespace LeptonLab.Nn;

/// <summary>
/// One layer of a Transformer's decoder (Vaswani et al., "Attention Is All You Need", NeurIPS 2017, §3.1): causal
/// self-attention, attention to what the encoder gave, and a feed-forward part, each with dropout, a way around it and layer
/// normalization, see <see cref="TransformerEncoderLayer"/>.
/// </summary>
public sealed class TransformerDecoderLayer : Module
{
    private readonly MultiHeadAttention _own;
    private readonly MultiHeadAttention _cross;
    private readonly FeedForward _forward;
    private readonly LayerNorm[] _norms;
    private readonly Dropout[] _dropouts;
    private readonly bool _normFirst;

    /// <summary>Makes the layer.</summary>
    /// <param name="features">Numbers in an entry: d_model.</param>
    /// <param name="heads">Attentions side by side; they divide the features.</param>
    /// <param name="hidden">Units of the feed-forward part: d_ff.</param>
    /// <param name="dropout">The share of numbers dropped in training.</param>
    /// <param name="normFirst">Whether to normalize in front of the parts; behind, as in the paper, if not.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the heads do not divide the features.</exception>
    public TransformerDecoderLayer(int features, int heads, int hidden, float dropout = 0.1f, bool normFirst = false)
    {
        _normFirst = normFirst;
        _own = Add("attention", new MultiHeadAttention(features, heads, causal: true));
        _cross = Add("cross", new MultiHeadAttention(features, heads));
        _forward = Add("forward", new FeedForward(features, hidden));
        _norms = [.. Enumerable.Range(1, 3).Select(i => Add($"norm{i}", new LayerNorm(features)))];
        _dropouts = [.. Enumerable.Range(1, 3).Select(i => Add($"dropout{i}", new Dropout(dropout)))];
    }

    /// <summary>The attention to the own entries, to look at its weights.</summary>
    public MultiHeadAttention Attention => _own;

    /// <summary>The attention to the encoder's entries, to look at its weights.</summary>
    public MultiHeadAttention Cross => _cross;

    internal FeedForward FeedForward => _forward;

    internal IReadOnlyList<LayerNorm> Norms => _norms;

    internal bool NormFirst => _normFirst;

    /// <summary>Computes the output.</summary>
    /// <param name="x">[batch, time, features].</param>
    /// <param name="memory">What the encoder gave, [batch, keys, features].</param>
    /// <param name="lengths">Entries of each memory that are not padding; null: all.</param>
    public Tensor Forward(Tensor x, Tensor memory, int[]? lengths = null)
    {
        SequenceShape.Check(this, x.Shape, _own.Features);
        AttentionMask mask = lengths is null ? AttentionMask.None : AttentionMask.Padding(lengths);
        x = Around(0, x, y => _own.Call(y));
        x = Around(1, x, y => _cross.Forward(y, memory, mask));
        return Around(2, x, _forward.Call);
    }

    /// <summary>The same for entries that follow those of earlier calls: decoding, some tokens or one at a time.</summary>
    /// <param name="x">The next entries, [batch, time, features].</param>
    /// <param name="memory">What the encoder gave; the same in every call.</param>
    /// <param name="caches">What earlier calls have read.</param>
    /// <param name="lengths">Entries of each memory that are not padding; null: all.</param>
    public Tensor Forward(Tensor x, Tensor memory, (KeyValueCache Own, KeyValueCache Cross) caches, int[]? lengths = null)
    {
        SequenceShape.Check(this, x.Shape, _own.Features);
        x = Around(0, x, y => _own.Forward(y, caches.Own));
        x = Around(1, x, y => _cross.Forward(y, memory, caches.Cross, lengths));
        return Around(2, x, _forward.Call);
    }

    private Tensor Around(int part, Tensor x, Func<Tensor, Tensor> f) => _normFirst
        ? x + _dropouts[part].Call(f(_norms[part].Call(x)))
        : _norms[part].Call(x + _dropouts[part].Call(f(x)));
}
