using CsCheck;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class ScaledDotProductAttentionConformance
{
    private sealed record Problem(
        int Batch, int Heads, int Queries, int Keys, int Depth, int ValueDepth, bool Padded, int? First, bool TimeFirst, ulong Seed)
    {
        internal AttentionMask Mask
        {
            get
            {
                var random = new RandomStream(Seed, 99);
                int[]? lengths = Padded ? [.. Enumerable.Range(0, Batch).Select(_ => random.NextInt32(Keys + 1))] : null;
                return new() { Lengths = lengths, FirstPosition = First };
            }
        }

        internal Operation Operation()
        {
            Shape q = Lying(Queries, Depth), k = Lying(Keys, Depth), v = Lying(Keys, ValueDepth);
            AttentionGeometry geometry = AttentionGeometry.Of(q, k, v, Mask, TimeFirst);
            return new(
                [q, k, v],
                x => ScaledDotProductAttention.Apply(x[0], x[1], x[2], Mask, TimeFirst),
                x => Forward(x, geometry, out _),
                (x, dy) =>
                {
                    Forward(x, geometry, out double[] p);
                    double[] dq = new double[x[0].Length], dk = new double[x[1].Length], dv = new double[x[2].Length];
                    ScaledDotProductAttention.Backward<double>(x[0], x[1], x[2], p, dy, dq, dk, dv, geometry);
                    return [dq, dk, dv];
                });
        }

        private Shape Lying(int time, int depth) => TimeFirst ? [Batch, time, Heads, depth] : [Batch, Heads, time, depth];

        private double[] Forward(double[][] x, AttentionGeometry geometry, out double[] p)
        {
            p = new double[Batch * Heads * Queries * Keys];
            var y = new double[Batch * Heads * Queries * ValueDepth];
            ScaledDotProductAttention.Forward<double>(x[0], x[1], x[2], p, y, geometry);
            return y;
        }
    }

    private static readonly Gen<Problem> Cases =
        from batch in Gen.Int[1, 3]
        from heads in Gen.Int[1, 3]
        from queries in Gen.OneOf(Gen.Int[1, 20], Draw.OneOf(63, 64, 65, 130))
        from keys in Gen.OneOf(Gen.Int[1, 20], Draw.OneOf(64, 130))
        from depth in Gen.OneOf(Gen.Int[1, 20], Draw.OneOf(32, 64))
        from valueDepth in Gen.OneOf(Gen.Int[1, 20], Draw.OneOf(64))
        from padded in Gen.Bool
        from first in Gen.Int[-1, 10]
        from timeFirst in Gen.Bool
        from seed in Draw.Seed
        select new Problem(batch, heads, queries, keys, depth, valueDepth, padded, first < 0 ? null : first, timeFirst, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        Cases.Sample(problem => problem.Operation().HoldToPlainLoops(problem.Seed), iter: 80);

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        foreach (bool padded in new[] { false, true })
        foreach (bool timeFirst in new[] { false, true })
        foreach (int? first in new int?[] { null, 0, 2 })
            new Problem(2, 2, 4, 5, 3, 2, padded, first, timeFirst, 7).Operation().HoldToFiniteDifferences(7);
    }

    // NaN · 0 is NaN: a product that takes part in hidden numbers would show them.
    [Fact]
    public void What_a_mask_hides_is_not_seen_even_if_it_is_not_a_number()
    {
        var problem = new Problem(2, 2, 7, 7, 4, 4, Padded: false, First: 0, TimeFirst: false, 3);
        Tensor[] x = [.. problem.Operation().Inputs.Select((shape, i) => Draw.Tensor(shape, 3, (ulong)i))];
        x[1][0, 1, 5, 2] = float.NaN;
        x[2][1, 0, 4, 0] = float.PositiveInfinity;
        problem.Operation().HoldToPlainLoops(x, 3);
        Tensor y = ScaledDotProductAttention.Apply(x[0], x[1], x[2], AttentionMask.Causal);
        Assert.False(float.IsNaN(y[0, 1, 4, 0]));
        Assert.True(float.IsNaN(y[0, 1, 5, 0]));
        Assert.False(float.IsInfinity(y[1, 0, 3, 0]));
        Assert.True(float.IsInfinity(y[1, 0, 4, 0]));
    }

    [Fact]
    public void A_query_that_sees_nothing_gets_zeros_and_gives_no_gradient()
    {
        Tensor q = Draw.Tensor([2, 1, 3, 4], 1), k = Draw.Tensor([2, 1, 5, 4], 2), v = Draw.Tensor([2, 1, 5, 4], 3);
        q.RequiresGrad = k.RequiresGrad = v.RequiresGrad = true;
        Tensor y = ScaledDotProductAttention.Apply(q, k, v, out Tensor weights, AttentionMask.Padding([0, 5]));
        y.Backward(Tensor.Ones(y.Shape));
        Assert.All(y.ToArray()[..12], value => Assert.Equal(0, value));
        Assert.All(weights.ToArray()[..15], value => Assert.Equal(0, value));
        Assert.All(new[] { q, k, v }, input => Assert.All(input.Grad!.ToArray()[..12], value => Assert.Equal(0, value)));
        Assert.Contains(v.Grad!.ToArray(), value => value > 0);
    }

    [Fact]
    public void Weights_are_positive_and_add_up_to_one()
    {
        Tensor q = Draw.Tensor([1, 2, 70, 8], 1), k = Draw.Tensor([1, 2, 70, 8], 2);
        ScaledDotProductAttention.Apply(q, k, k, out Tensor weights, AttentionMask.Causal);
        for (int i = 0; i < 70; i++)
        {
            float[] row = [.. Enumerable.Range(0, 70).Select(j => weights[0, 1, i, j])];
            Assert.Equal(1, row.Sum(), 1e-6f);
            Assert.All(row[..(i + 1)], weight => Assert.True(weight > 0));
            Assert.All(row[(i + 1)..], weight => Assert.Equal(0, weight));
        }
    }

    [Theory]
    [InlineData(0, 3, 4, 5, 6)]
    [InlineData(2, 0, 4, 5, 6)]
    [InlineData(2, 3, 0, 5, 6)]
    [InlineData(2, 3, 4, 0, 6)]
    [InlineData(2, 3, 4, 5, 0)]
    public void Nothing_to_attend_with_or_to_is_no_error(int batch, int heads, int queries, int keys, int depth) =>
        new Problem(batch, heads, queries, keys, depth, 3, false, null, false, 1).Operation().HoldToPlainLoops(1);

    [Theory]
    [InlineData(new[] { 2, 3, 4 }, new[] { 2, 3, 4, 5 }, new[] { 2, 3, 4, 5 }, "takes queries, keys and values [batch, heads, time, depth]")]
    [InlineData(new[] { 2, 3, 4, 6 }, new[] { 2, 3, 4, 5 }, new[] { 2, 3, 4, 5 }, "must have the same batch, heads and depth")]
    [InlineData(new[] { 2, 3, 4, 5 }, new[] { 2, 3, 4, 5 }, new[] { 2, 3, 6, 5 }, "a value for every key")]
    public void Shapes_that_do_not_fit_are_named(int[] q, int[] k, int[] v, string message)
    {
        Exception error = Assert.Throws<ArgumentException>(() =>
            ScaledDotProductAttention.Apply(Tensor.Ones(new(q)), Tensor.Ones(new(k)), Tensor.Ones(new(v))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_beyond_the_keys_is_named()
    {
        Tensor x = Tensor.Ones([2, 1, 3, 4]);
        Exception error = Assert.Throws<ArgumentException>(() =>
            ScaledDotProductAttention.Apply(x, x, x, AttentionMask.Padding([3, 4])));
        Assert.Contains("sequence 1 has length 4", error.Message, StringComparison.Ordinal);
    }
}
