using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Ops;
using static TorchSharp.torch;
using MultiHeadAttention = LeptonLab.Nn.MultiHeadAttention;
using TorchModules = TorchSharp.Modules;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Attention and Transformer layers, forward and backward, against libtorch's.</summary>
public class AttentionOracleTests
{
    private const double Tolerance = 1e-5;
    private const int Batch = 3;
    private const int Queries = 7;
    private const int Keys = 10;
    private const int Features = 24;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Scaled_dot_product_attention_agrees(bool causal, bool padded)
    {
        LibTorch.SkipIfMissing();
        const int Heads = 4, Queries = 70, Keys = 90, Depth = 24;
        int[]? lengths = padded ? [90, 13, 55] : null;
        Tensor q = Draw([Batch, Heads, Queries, Depth], 1), k = Draw([Batch, Heads, Keys, Depth], 2);
        Tensor v = Draw([Batch, Heads, Keys, Depth], 3), dy = Draw([Batch, Heads, Queries, Depth], 4);
        q.RequiresGrad = k.RequiresGrad = v.RequiresGrad = true;
        var mask = new AttentionMask { Lengths = lengths, FirstPosition = causal ? 0 : null };
        Tensor y = ScaledDotProductAttention.Apply(q, k, v, mask);
        y.Backward(dy);

        TorchTensor tq = LibTorch.FromLepton(q).requires_grad_(), tk = LibTorch.FromLepton(k).requires_grad_();
        TorchTensor tv = LibTorch.FromLepton(v).requires_grad_();
        bool[] seen = [.. from n in Enumerable.Range(0, Batch)
                          from i in Enumerable.Range(0, Queries)
                          from j in Enumerable.Range(0, Keys)
                          select (!causal || j <= i) && (lengths is null || j < lengths[n])];
        TorchTensor ty = nn.functional.scaled_dot_product_attention(
            tq, tk, tv, tensor(seen).reshape(Batch, 1, Queries, Keys));
        ty.backward([LibTorch.FromLepton(dy)]);
        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(tq.grad!), q.Grad!);
        AssertClose(LibTorch.ToArray(tk.grad!), k.Grad!);
        AssertClose(LibTorch.ToArray(tv.grad!), v.Grad!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Multi_head_attention_agrees(bool cross)
    {
        LibTorch.SkipIfMissing();
        var ours = new MultiHeadAttention(Features, 4);
        using TorchModules.MultiheadAttention theirs = nn.MultiheadAttention(Features, 4);
        (string, string, bool)[] names = [.. AttentionNames("", "")];
        CopyWeights(ours, theirs, names);
        Tensor x = Draw([Batch, Queries, Features], 1), memory = cross ? Draw([Batch, Keys, Features], 2) : x;
        Tensor dy = Draw(x.Shape, 3);
        x.RequiresGrad = memory.RequiresGrad = true;
        int[] lengths = cross ? [10, 4, 7] : [7, 4, 2];
        Tensor y = cross
            ? ours.Forward(x, memory, AttentionMask.Padding(lengths))
            : ours.Forward(x, AttentionMask.Padding(lengths));
        y.Backward(dy);

        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_(), tm = cross ? LibTorch.FromLepton(memory).requires_grad_() : tx;
        (TorchTensor ty, _) = theirs.call(
            Turned(tx), Turned(tm), Turned(tm), PaddingMask(lengths, memory.Shape[1]), true, null!);
        Turned(ty).backward([LibTorch.FromLepton(dy)]);

        AssertClose(LibTorch.ToArray(Turned(ty)), y);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
        AssertClose(LibTorch.ToArray(tm.grad!), memory.Grad!);
        CompareGradients(ours, theirs, names);
    }

    [Fact]
    public void Transformer_encoder_layer_agrees()
    {
        LibTorch.SkipIfMissing();
        var ours = new TransformerEncoderLayer(Features, 4, 40, dropout: 0, activation: new Nn.Gelu());
        using TorchModules.TransformerEncoderLayer theirs =
            nn.TransformerEncoderLayer(Features, 4, 40, dropout: 0, activation: nn.Activations.GELU);
        (string, string, bool)[] names =
        [
            .. AttentionNames("attention.", "self_attn."), .. NormNames("norm1"),
            .. FeedForwardNames, .. NormNames("norm2"),
        ];
        CopyWeights(ours, theirs, names);
        Tensor x = Draw([Batch, Queries, Features], 1), dy = Draw(x.Shape, 3);
        x.RequiresGrad = true;
        int[] lengths = [7, 4, 2];
        Tensor y = ours.Forward(x, AttentionMask.Padding(lengths));
        y.Backward(dy);

        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_();
        TorchTensor ty = Turned(theirs.call(Turned(tx), null!, PaddingMask(lengths, Queries)));
        ty.backward([LibTorch.FromLepton(dy)]);
        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
        CompareGradients(ours, theirs, names);
    }

    [Fact]
    public void Transformer_decoder_layer_agrees()
    {
        LibTorch.SkipIfMissing();
        var ours = new TransformerDecoderLayer(Features, 4, 40, dropout: 0);
        using TorchModules.TransformerDecoderLayer theirs = nn.TransformerDecoderLayer(Features, 4, 40, dropout: 0);
        (string, string, bool)[] names =
        [
            .. AttentionNames("attention.", "self_attn."), .. NormNames("norm1"),
            .. AttentionNames("cross.", "multihead_attn."), .. NormNames("norm2"),
            .. FeedForwardNames, .. NormNames("norm3"),
        ];
        CopyWeights(ours, theirs, names);
        Tensor x = Draw([Batch, Queries, Features], 1), memory = Draw([Batch, Keys, Features], 2), dy = Draw(x.Shape, 3);
        x.RequiresGrad = memory.RequiresGrad = true;
        int[] lengths = [10, 4, 7];
        Tensor y = ours.Forward(x, memory, lengths);
        y.Backward(dy);

        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_(), tm = LibTorch.FromLepton(memory).requires_grad_();
        TorchTensor later = ones(Queries, Queries, ScalarType.Bool).triu(1);
        TorchTensor hidden = zeros(Queries, Queries).masked_fill(later, float.NegativeInfinity); // added to the scores
        TorchTensor ty = Turned(theirs.call(Turned(tx), Turned(tm), hidden, null!, null!, PaddingMask(lengths, Keys)));
        ty.backward([LibTorch.FromLepton(dy)]);
        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
        AssertClose(LibTorch.ToArray(tm.grad!), memory.Grad!);
        CompareGradients(ours, theirs, names);
    }

    // Our name, theirs, and whether theirs is a part of the matrix in which they keep the three projections.
    private static IEnumerable<(string Ours, string Theirs, bool Joint)> AttentionNames(string ours, string theirs) =>
    [
        (ours + "query.weight", theirs + "in_proj_weight", true), (ours + "query.bias", theirs + "in_proj_bias", true),
        (ours + "key.weight", theirs + "in_proj_weight", true), (ours + "key.bias", theirs + "in_proj_bias", true),
        (ours + "value.weight", theirs + "in_proj_weight", true), (ours + "value.bias", theirs + "in_proj_bias", true),
        (ours + "output.weight", theirs + "out_proj.weight", false), (ours + "output.bias", theirs + "out_proj.bias", false),
    ];

    private static IEnumerable<(string Ours, string Theirs, bool Joint)> NormNames(string name) =>
        [(name + ".weight", name + ".weight", false), (name + ".bias", name + ".bias", false)];

    private static IEnumerable<(string Ours, string Theirs, bool Joint)> FeedForwardNames =>
    [
        ("forward.inner.weight", "linear1.weight", false), ("forward.inner.bias", "linear1.bias", false),
        ("forward.outer.weight", "linear2.weight", false), ("forward.outer.bias", "linear2.bias", false),
    ];

    private static void CopyWeights(Module ours, nn.Module theirs, (string, string, bool)[] names)
    {
        Dictionary<string, TorchModules.Parameter> parameters = theirs.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(ours.Parameters.Count, names.Length);
        Assert.Equal(parameters.Keys.Order(), names.Select(name => name.Item2).Distinct().Order());
        using (no_grad())
        {
            // Biases and the numbers of a normalization begin as 0 and 1, which would hide a mistake.
            foreach ((_, TorchModules.Parameter parameter) in parameters)
                parameter.copy_(LibTorch.FromLepton(Draw(new([.. parameter.shape.Select(extent => (int)extent)]), 100)));
        }

        foreach ((string name, Tensor value) in ours.NamedParameters())
            Theirs(parameters, names, name, parameter => parameter).CopyTo(value.AsSpan());
    }

    private static void CompareGradients(Module ours, nn.Module theirs, (string, string, bool)[] names)
    {
        Dictionary<string, TorchModules.Parameter> parameters = theirs.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach ((string name, Tensor value) in ours.NamedParameters())
            AssertClose(Theirs(parameters, names, name, parameter => parameter.grad!), value.Grad!);
    }

    private static float[] Theirs(
        Dictionary<string, TorchModules.Parameter> parameters,
        (string, string, bool)[] names,
        string name,
        Func<TorchTensor, TorchTensor> of)
    {
        (_, string theirs, bool joint) = names.Single(pair => pair.Item1 == name);
        TorchTensor tensor = of(parameters[theirs]);
        if (joint)
            tensor = tensor.narrow(0, (name.Contains("query.") ? 0 : name.Contains("key.") ? 1 : 2) * Features, Features);
        return LibTorch.ToArray(tensor.dim() == 2 ? tensor.t() : tensor);
    }

    // PyTorch's layers take [time, batch, features].
    private static TorchTensor Turned(TorchTensor x) => x.transpose(0, 1);

    private static TorchTensor PaddingMask(int[] lengths, int keys)
    {
        bool[] padding = [.. lengths.SelectMany(length => Enumerable.Range(0, keys).Select(j => j >= length))];
        return tensor(padding).reshape(lengths.Length, keys);
    }

    private static Tensor Draw(Shape shape, ulong stream) =>
        Tensor.Uniform(shape, new RandomStream(seed: 79, stream), -1, 1);

    private static void AssertClose(float[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.InRange(expected.Zip(actual.ToArray(), (e, a) => Math.Abs(e - a)).Max() / scale, 0, Tolerance);
    }
}
