using LeptonLab.Nn;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Nn;

public class MultiHeadAttentionTests
{
    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 70)]
    public void Decoding_token_by_token_equals_the_whole_causal_pass(int batch, int time)
    {
        var layer = new MultiHeadAttention(24, 4, causal: true);
        Tensor x = Draw.Tensor([batch, time, 24], 1);
        Tensor whole = layer.Forward(x);
        var cache = new KeyValueCache();
        List<Tensor> parts = [layer.Forward(x.Slice(1, 0, 5), cache)]; // a prompt, then one at a time
        for (int t = 5; t < time; t++)
            parts.Add(layer.Forward(x.Slice(1, t, 1), cache));
        Assert.Equal(time, cache.Length);
        Assert.InRange(Draw.Difference(whole, Tensor.Concat(1, [.. parts])), 0, 1e-5);
    }

    [Fact]
    public void A_cache_that_was_cleared_begins_anew()
    {
        var layer = new MultiHeadAttention(8, 2);
        Tensor x = Draw.Tensor([1, 3, 8], 1);
        var cache = new KeyValueCache();
        float[] first = layer.Forward(x, cache).ToArray();
        cache.Clear();
        Assert.Equal(first, layer.Forward(x, cache).ToArray());
    }

    [Fact]
    public void A_causal_layer_does_not_see_what_comes_later()
    {
        var layer = new MultiHeadAttention(8, 2, causal: true);
        Tensor x = Draw.Tensor([1, 6, 8], 1);
        Tensor y = layer.Forward(x);
        x[0, 5, 3] = 17;
        Tensor changed = layer.Forward(x);
        Assert.Equal(y.Slice(1, 0, 5).ToArray(), changed.Slice(1, 0, 5).ToArray());
        Assert.NotEqual(y[0, 5, 0], changed[0, 5, 0]);
    }

    [Fact]
    public void Padding_is_not_seen()
    {
        var layer = new MultiHeadAttention(8, 2);
        Tensor x = Draw.Tensor([2, 6, 8], 1);
        Tensor y = layer.Forward(x, AttentionMask.Padding([6, 4]));
        Tensor alone = layer.Forward(x.Slice(0, 1, 1).Slice(1, 0, 4));
        Assert.InRange(Draw.Difference(alone, y.Slice(0, 1, 1).Slice(1, 0, 4)), 0, 1e-6);
    }

    [Fact]
    public void A_memory_is_projected_once_and_attended_to_as_before()
    {
        var layer = new MultiHeadAttention(8, 2);
        Tensor x = Draw.Tensor([2, 5, 8], 1), memory = Draw.Tensor([2, 7, 8], 2);
        Tensor whole = layer.Forward(x, memory, AttentionMask.Padding([7, 3]));
        var cache = new KeyValueCache();
        Tensor[] parts = [.. Enumerable.Range(0, 5).Select(t => layer.Forward(x.Slice(1, t, 1), memory, cache, [7, 3]))];
        Assert.InRange(Draw.Difference(whole, Tensor.Concat(1, parts)), 0, 1e-6);
        Tensor all = layer.Forward(x, memory, new KeyValueCache());
        Assert.InRange(Draw.Difference(layer.Forward(x, memory), all), 0, 1e-6);
    }

    [Fact]
    public void What_it_looks_at_is_kept_if_asked_for()
    {
        var layer = new MultiHeadAttention(8, 2, causal: true);
        Tensor x = Draw.Tensor([1, 4, 8], 1);
        layer.Forward(x);
        Assert.Null(layer.AttentionWeights);
        layer.KeepWeights = true;
        layer.Forward(x);
        Assert.Equal(new Shape(1, 2, 4, 4), layer.AttentionWeights!.Shape);
        Assert.Equal(1, layer.AttentionWeights[0, 1, 0, 0]);
        Assert.Equal(0, layer.AttentionWeights[0, 1, 0, 1]);
        var cache = new KeyValueCache();
        layer.Forward(x, cache);
        layer.Forward(x.Slice(1, 3, 1), cache);
        Assert.Equal(new Shape(1, 2, 1, 5), layer.AttentionWeights.Shape);
    }

    [Fact]
    public void Gradients_reach_every_parameter_and_the_memory()
    {
        var layer = new MultiHeadAttention(8, 4);
        Tensor x = Draw.Tensor([2, 3, 8], 1), memory = Draw.Tensor([2, 5, 8], 2);
        memory.RequiresGrad = true;
        layer.Forward(x, memory).Sum().Backward();
        Assert.All(layer.Parameters, parameter => Assert.NotNull(parameter.Grad));
        Assert.Contains(memory.Grad!.ToArray(), value => value != 0);
        Assert.Equal(4 * (64 + 8), layer.ParameterCount);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        AssertSays("10 features cannot be divided among 4 heads", () => _ = new MultiHeadAttention(10, 4));
        var layer = new MultiHeadAttention(8, 2);
        AssertSays("expects sequences [batch, time, 8]; got [2, 3, 7]", () => layer.Forward(Tensor.Ones([2, 3, 7])));
        Tensor x = Tensor.Ones([2, 3, 8]);
        AssertSays("expects a memory [2, time, 8]; got [1, 3, 8]", () => layer.Forward(x, Tensor.Ones([1, 3, 8])));
        AssertSays("sequence 0 has length 9", () => layer.Forward(x, AttentionMask.Padding([9, 1])));
        var cache = new KeyValueCache();
        layer.Forward(x, cache);
        AssertSays("it belongs to one layer and one batch", () => layer.Forward(Tensor.Ones([1, 3, 8]), cache));
        AssertSays("the cache holds a memory of 3 entries", () => layer.Forward(x, Tensor.Ones([2, 4, 8]), cache));
    }

    private static void AssertSays(string message, Action action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
