using LeptonLab.Autograd;
using LeptonLab.Ops;

namespace LeptonLab.Nn.Models;

/// <summary>
/// The Transformer (Vaswani et al., "Attention Is All You Need", NeurIPS 2017): an encoder reads a sequence of tokens, a
/// decoder writes another one token by token. One embedding serves the source, the target and, transposed, the logits
/// (§3.4); positions are sines (§3.5).
/// </summary>
/// <remarks>
/// Embeddings are drawn with variance 1/d and multiplied by √d; the decoder's output is divided by √d in front of the shared
/// matrix (as by Raffel et al., "Exploring the Limits of Transfer Learning", JMLR 21, 2020), so that the model starts
/// undecided, with a loss of log(vocabulary).
/// </remarks>
public sealed class Transformer : Module
{
    private readonly Embedding _embedding;
    private readonly SinusoidalPositions _positions;
    private readonly Dropout _dropout;
    private readonly TransformerEncoderLayer[] _encoder;
    private readonly TransformerDecoderLayer[] _decoder;
    private readonly LayerNorm? _encoderNorm;
    private readonly LayerNorm? _decoderNorm;
    private readonly float _scale;

    /// <summary>Makes the model; the sizes of the paper's "base" unless told otherwise.</summary>
    /// <param name="vocabulary">How many tokens there are, in both languages together.</param>
    /// <param name="features">Numbers for a token: d_model.</param>
    /// <param name="heads">Attentions side by side.</param>
    /// <param name="hidden">Units of the feed-forward parts: d_ff.</param>
    /// <param name="layers">Layers of the encoder, and of the decoder: N.</param>
    /// <param name="dropout">The share of numbers dropped in training.</param>
    /// <param name="normFirst">Whether layers normalize in front of their parts; behind, as in the paper, if not.</param>
    /// <exception cref="ArgumentException">A number is outside its range, or the heads do not divide the features.</exception>
    public Transformer(
        int vocabulary,
        int features = 512,
        int heads = 8,
        int hidden = 2048,
        int layers = 6,
        float dropout = 0.1f,
        bool normFirst = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(layers);
        (Vocabulary, Features, _scale) = (vocabulary, features, MathF.Sqrt(features));
        _embedding = Add("embedding", new Embedding(vocabulary, features, deviation: 1 / _scale));
        _positions = Add("positions", new SinusoidalPositions(features));
        _dropout = Add("dropout", new Dropout(dropout));
        _encoder = [.. Enumerable.Range(0, layers).Select(i =>
            Add($"encoder_{i}", new TransformerEncoderLayer(features, heads, hidden, dropout, normFirst)))];
        _decoder = [.. Enumerable.Range(0, layers).Select(i =>
            Add($"decoder_{i}", new TransformerDecoderLayer(features, heads, hidden, dropout, normFirst)))];
        if (normFirst)
        {
            _encoderNorm = Add("encoder_norm", new LayerNorm(features));
            _decoderNorm = Add("decoder_norm", new LayerNorm(features));
        }
    }

    /// <summary>How many tokens there are.</summary>
    public int Vocabulary { get; }

    /// <summary>Numbers for a token.</summary>
    public int Features { get; }

    /// <summary>The encoder's layers.</summary>
    public IReadOnlyList<TransformerEncoderLayer> Encoder => _encoder;

    /// <summary>The decoder's layers.</summary>
    public IReadOnlyList<TransformerDecoderLayer> Decoder => _decoder;

    internal Embedding Embedding => _embedding;

    internal SinusoidalPositions Positions => _positions;

    internal LayerNorm? EncoderNorm => _encoderNorm;

    internal LayerNorm? DecoderNorm => _decoderNorm;

    /// <inheritdoc/>
    public override string Description => $"Transformer, {_encoder.Length} + {_decoder.Length} layers of {Features}";

    /// <summary>What the encoder makes of the source.</summary>
    /// <param name="source">Tokens, [batch, time], whole numbers.</param>
    /// <param name="lengths">Tokens of each source that are not padding; null: all.</param>
    /// <returns>[batch, time, features].</returns>
    public Tensor Encode(Tensor source, int[]? lengths = null)
    {
        AttentionMask mask = lengths is null ? AttentionMask.None : AttentionMask.Padding(lengths);
        Tensor x = Embed(source, first: 0);
        foreach (TransformerEncoderLayer layer in _encoder)
            x = layer.Forward(x, mask);
        return _encoderNorm?.Call(x) ?? x;
    }

    /// <summary>The logits of the tokens that follow each token of the target: what training compares.</summary>
    /// <param name="source">Tokens, [batch, time], whole numbers.</param>
    /// <param name="target">Tokens, [batch, length]: what was to be written, from the start token on.</param>
    /// <param name="sourceLengths">Tokens of each source that are not padding; null: all.</param>
    /// <returns>[batch, length, vocabulary].</returns>
    public Tensor Forward(Tensor source, Tensor target, int[]? sourceLengths = null)
    {
        Tensor memory = Encode(source, sourceLengths), x = Embed(target, first: 0);
        foreach (TransformerDecoderLayer layer in _decoder)
            x = layer.Forward(x, memory, sourceLengths);
        return Logits(x);
    }

    /// <summary>Writes the likeliest next token, again and again.</summary>
    /// <param name="source">Tokens, [batch, time], whole numbers.</param>
    /// <param name="start">The token that every target starts with.</param>
    /// <param name="end">The token that ends a target; null: there is none.</param>
    /// <param name="most">The most tokens to write.</param>
    /// <param name="sourceLengths">Tokens of each source that are not padding; null: all.</param>
    /// <returns>What was written for each source, without start and end.</returns>
    public int[][] Write(Tensor source, int start, int? end, int most, int[]? sourceLengths = null)
    {
        using IDisposable paused = Tape.Pause();
        Tensor memory = Encode(source, sourceLengths);
        int batch = source.Shape[0];
        (KeyValueCache Own, KeyValueCache Cross)[] caches = [.. _decoder.Select(_ => (new KeyValueCache(), new KeyValueCache()))];
        int[] next = [.. Enumerable.Repeat(start, batch)];
        List<int>[] written = [.. next.Select(_ => new List<int>())];
        var ended = new bool[batch];
        for (int position = 0; position < most && !ended.All(done => done); position++)
        {
            Tensor x = Embed(Tensor.From(Array.ConvertAll(next, token => (float)token), [batch, 1]), position);
            for (int i = 0; i < _decoder.Length; i++)
                x = _decoder[i].Forward(x, memory, caches[i], sourceLengths);
            int[] likeliest = Logits(x).ArgMax(2).ToIndices();
            for (int n = 0; n < batch; n++)
            {
                next[n] = likeliest[n];
                ended[n] |= next[n] == end;
                if (!ended[n])
                    written[n].Add(next[n]);
            }
        }

        return [.. written.Select(tokens => tokens.ToArray())];
    }

    private Tensor Embed(Tensor tokens, int first) => _dropout.Call(_positions.Forward(_embedding.Call(tokens) * _scale, first));

    private Tensor Logits(Tensor x)
    {
        x = (_decoderNorm?.Call(x) ?? x) * (1 / _scale);
        (int batch, int time) = (x.Shape[0], x.Shape[1]);
        return MatMul.Apply(x.Reshape([batch * time, Features]), _embedding.Weight, transposeB: true).Reshape([batch, time, Vocabulary]);
    }
}
