using LeptonLab.Nn;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Nn;

public class TransformerLayerTests
{
    private const int Features = 16;

    [Fact]
    public void An_encoder_layer_normalizes_behind_its_parts_or_before_them()
    {
        Tensor x = Draw.Tensor([2, 5, Features], 1);
        var post = new TransformerEncoderLayer(Features, 4, 32);
        Dictionary<string, Module> parts = post.Children.ToDictionary();
        Tensor attended = Norm("norm1", x + post.Attention.Forward(x));
        Tensor expected = Norm("norm2", attended + FeedForward(attended));
        Assert.Equal(expected.ToArray(), post.Forward(x).ToArray());

        var pre = new TransformerEncoderLayer(Features, 4, 32, normFirst: true, activation: new Gelu());
        parts = pre.Children.ToDictionary();
        attended = x + pre.Attention.Forward(Norm("norm1", x));
        expected = attended + FeedForward(Norm("norm2", attended));
        Assert.Equal(expected.ToArray(), pre.Forward(x).ToArray());

        Tensor Norm(string name, Tensor t) => ((LayerNorm)parts[name]).Forward(t);
        Tensor FeedForward(Tensor t) => ((FeedForward)parts["forward"]).Forward(t);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_causal_encoder_layer_decodes_token_by_token(bool normFirst)
    {
        var layer = new TransformerEncoderLayer(Features, 4, 32, normFirst: normFirst, causal: true);
        Tensor x = Draw.Tensor([2, 20, Features], 1);
        var cache = new KeyValueCache();
        Tensor[] parts = [.. Enumerable.Range(0, 20).Select(t => layer.Forward(x.Slice(1, t, 1), cache))];
        Assert.InRange(Draw.Difference(layer.Forward(x), Tensor.Concat(1, parts)), 0, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_decoder_layer_decodes_token_by_token(bool normFirst)
    {
        var layer = new TransformerDecoderLayer(Features, 4, 32, normFirst: normFirst);
        Tensor x = Draw.Tensor([3, 20, Features], 1), memory = Draw.Tensor([3, 7, Features], 2);
        int[] lengths = [7, 2, 5];
        (KeyValueCache Own, KeyValueCache Cross) caches = (new(), new());
        Tensor[] parts = [.. Enumerable.Range(0, 20).Select(t => layer.Forward(x.Slice(1, t, 1), memory, caches, lengths))];
        Assert.InRange(Draw.Difference(layer.Forward(x, memory, lengths), Tensor.Concat(1, parts)), 0, 1e-5);
    }

    [Fact]
    public void Padding_of_the_input_and_of_the_memory_changes_nothing()
    {
        var encoder = new TransformerEncoderLayer(Features, 2, 32);
        var decoder = new TransformerDecoderLayer(Features, 2, 32);
        Tensor x = Draw.Tensor([1, 6, Features], 1), padding = Draw.Tensor([1, 3, Features], 2);
        Tensor padded = Tensor.Concat(1, x, padding);
        Tensor memory = encoder.Forward(x), paddedMemory = encoder.Forward(padded, Ops.AttentionMask.Padding([6]));
        Assert.InRange(Draw.Difference(memory, paddedMemory.Slice(1, 0, 6)), 0, 1e-6);
        Assert.InRange(
            Draw.Difference(decoder.Forward(x, memory), decoder.Forward(padded, paddedMemory, [6]).Slice(1, 0, 6)), 0, 1e-6);
    }

    [Fact]
    public void Training_drops_and_use_does_not()
    {
        var layer = new TransformerEncoderLayer(Features, 2, 32, dropout: 0.5f);
        Tensor x = Draw.Tensor([2, 5, Features], 1);
        Assert.Equal(layer.Forward(x).ToArray(), layer.Forward(x).ToArray());
        layer.Train();
        Assert.NotEqual(layer.Forward(x).ToArray(), layer.Forward(x).ToArray());
    }

    [Fact]
    public void Every_parameter_gets_a_gradient()
    {
        var encoder = new TransformerEncoderLayer(Features, 2, 32);
        var decoder = new TransformerDecoderLayer(Features, 2, 32);
        Tensor x = Draw.Tensor([2, 5, Features], 1);
        Tensor y = decoder.Forward(Draw.Tensor([2, 4, Features], 2), encoder.Forward(x));
        (y * Draw.Tensor(y.Shape, 3)).Sum().Backward();
        foreach ((string name, Tensor parameter) in encoder.NamedParameters().Concat(decoder.NamedParameters()))
        {
            Assert.NotNull(parameter.Grad);
            Assert.True(name.Contains("key.bias", StringComparison.Ordinal) || parameter.Grad.ToArray().Any(value => value != 0), name);
        }
    }

    [Fact]
    public void A_layer_of_the_papers_base_model_has_its_parameters()
    {
        // §3: d_model = 512, h = 8, d_ff = 2048; each part with biases, each normalization with γ and β
        const int Attention = 4 * (512 * 512 + 512), FeedForward = 2 * 512 * 2048 + 2048 + 512, Norm = 2 * 512;
        Assert.Equal(Attention + FeedForward + 2 * Norm, new TransformerEncoderLayer(512, 8, 2048).ParameterCount);
        Assert.Equal(2 * Attention + FeedForward + 3 * Norm, new TransformerDecoderLayer(512, 8, 2048).ParameterCount);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        var encoder = new TransformerEncoderLayer(Features, 2, 32);
        var decoder = new TransformerDecoderLayer(Features, 2, 32);
        Tensor x = Tensor.Ones([2, 5, Features]);
        AssertSays("expects sequences [batch, time, 16]; got [2, 5, 8]", () => encoder.Forward(Tensor.Ones([2, 5, 8])));
        AssertSays("expects sequences [batch, time, 16]; got [5, 16]", () => decoder.Forward(Tensor.Ones([5, 16]), x));
        AssertSays("expects a memory [2, time, 16]; got [1, 5, 16]", () => decoder.Forward(x, Tensor.Ones([1, 5, 16])));
        Assert.Throws<ArgumentException>(() => new TransformerEncoderLayer(10, 3, 32));
        Assert.ThrowsAny<ArgumentException>(() => new TransformerEncoderLayer(10, 2, 0));
        Assert.ThrowsAny<ArgumentException>(() => new TransformerDecoderLayer(10, 2, 20, dropout: 2));
    }

    private static void AssertSays(string message, Action action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
