using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class LocalResponseNormConformance
{
    private static readonly Gen<(Shape X, int Size, float Alpha, float Beta, float K, ulong Seed)> Cases =
        from pixels in Gen.Int[1, 30]
        from channels in Gen.OneOf(Gen.Int[1, 40], Draw.OneOf(96, 256))
        from size in Gen.Int[1, 9]
        from alpha in Draw.OneOf(0, 1, 5)
        from beta in Draw.OneOf(0, 1, 3)
        from seed in Draw.Seed
        select (new Shape(2, pixels, 1, channels), size, alpha * 0.3f, beta * 0.25f, 0.5f + beta, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        s => Norm(s.X, s.Size, s.Alpha, s.Beta, s.K).HoldToPlainLoops(s.Seed));

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(40)]
    public void Plain_loops_agree_with_finite_differences(int size) =>
        Norm([2, 2, 3, 9], size, 0.7f, 0.75f, 2).HoldToFiniteDifferences(1);

    [Fact]
    public void The_neighbourhood_of_AlexNet_by_hand()
    {
        Tensor x = Tensor.From([1, 2, 3, 4, 5, 6, 7], [1, 1, 1, 7]);
        Tensor y = Ops.LocalResponseNorm.Apply(x, size: 5, alpha: 5e-4f, beta: 0.75f, k: 2);
        Assert.Equal(4 / Math.Pow(2 + 1e-4 * (4 + 9 + 16 + 25 + 36), 0.75), y[0, 0, 0, 3], 1e-6);
        Assert.Equal(1 / Math.Pow(2 + 1e-4 * (1 + 4 + 9), 0.75), y[0, 0, 0, 0], 1e-6);
    }

    [Fact]
    public void Not_a_number_spoils_its_neighbourhood_only()
    {
        Tensor x = Draw.Tensor([2, 40], 1);
        x[0, 20] = float.NaN;
        Tensor y = Ops.LocalResponseNorm.Apply(x, size: 5);
        for (int i = 0; i < y.Count; i++)
            Assert.Equal(i is >= 18 and <= 22, float.IsNaN(y.AsSpan()[i]));
    }

    [Fact]
    public void Nothing_gives_nothing_and_a_misfit_is_refused()
    {
        Assert.Equal([0, 3], Ops.LocalResponseNorm.Apply(Tensor.Zeros([0, 3])).Shape);
        Assert.Equal([3, 0], Ops.LocalResponseNorm.Apply(Tensor.Zeros([3, 0])).Shape);
        Assert.Contains("at least one channel", Assert.Throws<ArgumentException>(() => Ops.LocalResponseNorm.Apply(Tensor.Ones([2, 3]), size: 0)).Message);
        Assert.Contains("α -1", Assert.Throws<ArgumentException>(() => Ops.LocalResponseNorm.Apply(Tensor.Ones([2, 3]), alpha: -1)).Message);
        Assert.Contains("[batch, …, channels]", Assert.Throws<ArgumentException>(() => Ops.LocalResponseNorm.Apply(Tensor.Ones([3]))).Message);
    }

    private static Operation Norm(Shape shape, int size, float alpha, float beta, float k) => new(
        [shape],
        x => Ops.LocalResponseNorm.Apply(x[0], size, alpha, beta, k),
        x =>
        {
            var y = new double[x[0].Length];
            Ops.LocalResponseNorm.Forward<double>(x[0], y, shape[^1], size, alpha, beta, k);
            return y;
        },
        (x, dy) =>
        {
            var dx = new double[x[0].Length];
            Ops.LocalResponseNorm.Backward<double>(x[0], dy, dx, shape[^1], size, alpha, beta, k);
            return [dx];
        });
}
