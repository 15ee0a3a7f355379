using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class EmbeddingConformance
{
    private static readonly Gen<(int Vocabulary, int Features, int Tokens, bool Padding, ulong Seed)> Cases =
        from vocabulary in Gen.OneOf(Gen.Int[1, 40], Gen.Int[1000, 3000])
        from features in Gen.Int[1, 70]
        from tokens in Gen.Int[0, 300]
        from padding in Gen.Bool
        from seed in Draw.Seed
        select (vocabulary, features, tokens, padding, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        c => Embedding(c.Vocabulary, c.Features, c.Tokens, c.Padding ? c.Vocabulary / 2 : null, c.Seed).HoldToPlainLoops(c.Seed),
        iter: 60);

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => Embedding(5, 3, 12, null, 1).HoldToFiniteDifferences(1);

    [Fact]
    public void The_row_of_the_padding_token_gets_no_gradient()
    {
        Tensor w = Tensor.Ones([3, 2]);
        w.RequiresGrad = true;
        Ops.Embedding.Apply(w, [0, 1, 1, 2], padding: 1).Backward(Tensor.Ones([4, 2]));
        Assert.Equal([1, 1, 0, 0, 1, 1], w.Grad!.ToArray());
    }

    [Fact]
    public void A_token_that_stands_twice_gets_both_gradients_whatever_the_caller_does_with_the_array()
    {
        Tensor w = Tensor.Ones([3, 1]);
        w.RequiresGrad = true;
        int[] ids = [2, 0, 2];
        Tensor y = Ops.Embedding.Apply(w, ids);
        Array.Clear(ids);
        y.Backward(Tensor.From([1, 10, 100], [3, 1]));
        Assert.Equal([10, 0, 101], w.Grad!.ToArray());
    }

    [Theory]
    [InlineData(new[] { 1, 4, 0 }, null, "token 4 at position 1 is outside the vocabulary; a table [4, 2] has tokens 0 to 3")]
    [InlineData(new[] { 1, 2, -1 }, null, "token -1 at position 2 is outside the vocabulary")]
    [InlineData(new[] { 1 }, 4, "the padding token 4 is outside the vocabulary")]
    public void A_token_outside_the_vocabulary_is_named_with_its_position(int[] ids, int? padding, string message)
    {
        Exception error = Assert.Throws<ArgumentException>(() => Ops.Embedding.Apply(Tensor.Ones([4, 2]), ids, padding));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_looked_up_is_nothing()
    {
        Tensor w = Tensor.Ones([3, 2]);
        w.RequiresGrad = true;
        Tensor y = Ops.Embedding.Apply(w, []);
        y.Backward(Tensor.Zeros([0, 2]));
        Assert.Equal(new Shape(0, 2), y.Shape);
        Assert.All(w.Grad!.ToArray(), value => Assert.Equal(0, value));
    }

    private static Operation Embedding(int vocabulary, int features, int tokens, int? padding, ulong seed)
    {
        var random = new LeptonLab.Numerics.RandomStream(seed, 5);
        int[] ids = [.. Enumerable.Range(0, tokens).Select(_ => random.NextInt32(vocabulary))];
        return new(
            [[vocabulary, features]],
            x => Ops.Embedding.Apply(x[0], ids, padding),
            x =>
            {
                var y = new double[tokens * features];
                Ops.Embedding.Forward<double>(x[0], ids, y, features);
                return y;
            },
            (x, dy) =>
            {
                var dw = new double[x[0].Length];
                Ops.Embedding.Backward<double>(ids, padding, dy, dw, features);
                return [dw];
            });
    }
}
