using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Nn.Models;

public class TransformerTests
{
    // Vaswani et al., NeurIPS 2017, table 3, column "params ×10⁶". The paper says "about 37 000" tokens, which fits the last
    // row, "big". The others have some 41 000, by what is left of their numbers without the layers.
    [Theory]
    [InlineData(6, 512, 2048, 8, 41_000, 65)]
    [InlineData(2, 512, 2048, 8, 41_000, 36)]
    [InlineData(4, 512, 2048, 8, 41_000, 50)]
    [InlineData(8, 512, 2048, 8, 41_000, 80)]
    [InlineData(6, 256, 2048, 8, 41_000, 28)]
    [InlineData(6, 512, 1024, 8, 41_000, 53)]
    [InlineData(6, 512, 4096, 8, 41_000, 90)]
    [InlineData(6, 1024, 4096, 16, 37_000, 213)]
    public void Parameters_are_those_of_the_papers_table(int layers, int features, int hidden, int heads, int vocabulary, int millions)
    {
        // d_model = 256 in the table keeps heads of 32 numbers, which are 8 · 32 here as well.
        var model = new Transformer(vocabulary, features, heads, hidden, layers);
        Assert.InRange(model.ParameterCount / 1e6, millions * 0.985, millions * 1.015);
    }

    [Fact]
    public void With_the_vocabulary_that_the_paper_names_base_has_63_million() =>
        Assert.Equal(63, Math.Round(new Transformer(37_000).ParameterCount / 1e6));

    [Fact]
    public void It_starts_undecided()
    {
        Transformer model = Tiny();
        int[] labels = [.. Enumerable.Range(0, 3 * 5).Select(n => n % 12)];
        Tensor logits = model.Forward(Tokens([3, 7], 1), Tokens([3, 5], 2));
        Assert.InRange(Ops.SoftmaxCrossEntropy.Apply(logits, labels).Item() / Math.Log(12), 0.97, 1.03);
    }

    [Fact]
    public void A_token_does_not_see_those_that_follow()
    {
        Transformer model = Tiny();
        Tensor source = Tokens([1, 7], 1), target = Tokens([1, 6], 2), other = target.Clone();
        other[0, 4] = (other[0, 4] + 1) % 12;
        float[] a = model.Forward(source, target).ToArray(), b = model.Forward(source, other).ToArray();
        Assert.Equal(a[..(4 * 12)], b[..(4 * 12)]);
        Assert.NotEqual(a[(4 * 12)..], b[(4 * 12)..]);
    }

    [Fact]
    public void Padding_of_the_source_changes_nothing()
    {
        Transformer model = Tiny();
        Tensor source = Tokens([1, 4], 1), padded = Tensor.Concat(1, source, Tokens([1, 3], 5)), target = Tokens([1, 5], 2);
        float[] a = model.Forward(source, target).ToArray(), b = model.Forward(padded, target, [4]).ToArray();
        Assert.All(a.Zip(b), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Writing_with_caches_gives_what_the_whole_pass_gives()
    {
        Transformer model = Tiny();
        Tensor source = Tokens([2, 6], 1);
        int[][] written = model.Write(source, start: 0, end: null, most: 5);
        for (int n = 0; n < 2; n++)
        {
            Tensor target = Tensor.From([0, .. written[n][..4].Select(token => (float)token)], [1, 5]);
            int[] whole = model.Forward(source.Slice(0, n, 1), target).ArgMax(2).ToIndices();
            Assert.Equal(whole, written[n]);
        }
    }

    [Fact]
    public void It_learns_to_reverse_a_sequence()
    {
        const int length = 6, start = 10, batch = 32;
        var model = new Transformer(11, features: 32, heads: 4, hidden: 64, layers: 1, dropout: 0, normFirst: true);
        var optimizer = new Adam(3e-3f);
        var random = new RandomStream(5);
        model.Train();
        for (int step = 0; step < 700; step++)
        {
            optimizer.LearningRate = step < 500 ? 3e-3f : 5e-4f;
            using TensorScope scope = TensorScope.Begin();
            (Tensor source, Tensor target, int[] labels) = Draw(random);
            Ops.SoftmaxCrossEntropy.Apply(model.Forward(source, target), labels).Backward();
            optimizer.Step(model.Parameters);
            model.ZeroGrad();
        }

        model.Eval();
        (Tensor unseen, _, int[] truth) = Draw(random);
        int[] said = [.. model.Write(unseen, start, end: null, most: length).SelectMany(tokens => tokens)];
        Assert.InRange(said.Zip(truth).Count(pair => pair.First == pair.Second) / (double)truth.Length, 0.99, 1);

        (Tensor Source, Tensor Target, int[] Labels) Draw(RandomStream draws)
        {
            int[][] texts = [.. Enumerable.Range(0, batch).Select(_ => Enumerable.Range(0, length).Select(_ => draws.NextInt32(10)).ToArray())];
            int[][] reversed = [.. texts.Select(text => text.Reverse().ToArray())];
            return (
                Tensor.From([.. texts.SelectMany(text => text).Select(token => (float)token)], [batch, length]),
                Tensor.From([.. reversed.SelectMany(text => text[..^1].Prepend(start)).Select(token => (float)token)], [batch, length]),
                [.. reversed.SelectMany(text => text)]);
        }
    }

    private static Transformer Tiny() => new(12, features: 64, heads: 4, hidden: 32, layers: 2);

    private static Tensor Tokens(Shape shape, ulong seed)
    {
        var random = new RandomStream(seed);
        Tensor tokens = Tensor.Zeros(shape);
        foreach (ref float token in tokens.AsSpan())
            token = random.NextInt32(12);
        return tokens;
    }
}
