using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class DropoutConformance
{
    private static readonly Gen<(int Count, DropoutMask Mask, ulong Seed)> Cases =
        from count in Gen.OneOf(Gen.Int[0, 100], Gen.Int[100, 3000], Draw.OneOf(32_768, 70_001))
        from probability in Gen.OneOf(Gen.Float[0, 1], Draw.OneOf(0, 1).Select(p => (float)p), Gen.Const(0.999999f))
        from seed in Draw.Seed
        from draw in Gen.ULong[0, 1UL << 40]
        select (count, new DropoutMask(probability, seed, seed / 3, draw), seed);

    [Fact]
    public void Every_device_has_the_same_mask_forward_and_backward() => Cases.Sample(sample =>
    {
        (int count, DropoutMask mask, ulong seed) = sample;
        Tensor x = Draw.Tensor([count], seed, 1), dy = Draw.Tensor([count], seed, 2);
        if (count > 1)
            (x[count / 2], x[count - 1]) = (float.NaN, float.PositiveInfinity);
        (Tensor y, Tensor dx) = Compute(Device.Plain, x, dy, mask);
        foreach ((Device device, _) in Tolerances.All)
        {
            (Tensor fastY, Tensor fastDx) = Compute(device, x, dy, mask);
            Assert.Equal(y.ToArray(), fastY.ToArray());
            Assert.Equal(dx.ToArray(), fastDx.ToArray());
        }
    }, iter: 60);

    [Fact]
    public void Plain_loops_agree_with_finite_differences()
    {
        var mask = new DropoutMask(0.3f, 1);
        var operation = new Operation([[50]], x => Ops.Dropout.Apply(x[0], mask), x => Multiply(x[0]), (_, dy) => [Multiply(dy)]);
        operation.HoldToPlainLoops(1);
        operation.HoldToFiniteDifferences(1);

        double[] Multiply(double[] x)
        {
            var y = new double[x.Length];
            Ops.Dropout.Multiply<double>(x, y, mask);
            return y;
        }
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(0.1f)]
    [InlineData(0.9f)]
    public void As_many_are_dropped_as_the_probability_says_and_the_rest_keep_the_mean(float probability)
    {
        const int Count = 1 << 20;
        Tensor y = Ops.Dropout.Apply(Tensor.Ones([Count]), new DropoutMask(probability, seed: 12));
        float[] values = y.ToArray();
        double dropped = values.Count(value => value == 0) / (double)Count;
        double deviation = Math.Sqrt(probability * (1 - probability) / Count);
        Assert.InRange(dropped, probability - 5 * deviation, probability + 5 * deviation);
        Assert.All(values.Where(value => value != 0).Distinct(), value => Assert.Equal(1 / (1 - probability), value, 1e-5f));
        Assert.Equal(1, values.Average(), 5 * deviation / (1 - probability));
    }

    [Fact]
    public void Neighbours_draws_seeds_and_streams_are_independent()
    {
        const int Count = 1 << 16;
        bool[] Kept(DropoutMask mask) => [.. Ops.Dropout.Apply(Tensor.Ones([Count]), mask).ToArray().Select(value => value != 0)];
        bool[] first = Kept(new DropoutMask(0.5f, 1));
        (bool[] Mask, int Shift)[] others =
        [
            (first, 1), (first, 4), (first, 8), (first, 32),
            (Kept(new DropoutMask(0.5f, 2)), 0), (Kept(new DropoutMask(0.5f, 1, stream: 1)), 0), (Kept(new DropoutMask(0.5f, 1, 0, draw: 1)), 0),
        ];
        foreach ((bool[] mask, int shift) in others)
            Assert.InRange(Enumerable.Range(0, Count - shift).Count(i => first[i] == mask[i + shift]), Count / 2 - 700, Count / 2 + 700);
    }

    [Fact]
    public void The_ends_of_the_range_and_beyond()
    {
        Tensor x = Draw.Tensor([100], 1);
        Assert.Equal(x.ToArray(), Ops.Dropout.Apply(x, new DropoutMask(0, 5)).ToArray());
        Assert.All(Ops.Dropout.Apply(x, new DropoutMask(1, 5)).ToArray(), value => Assert.Equal(0, value));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropoutMask(1.01f, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropoutMask(float.NaN, 5));
    }

    private static (Tensor Y, Tensor Dx) Compute(Device device, Tensor x, Tensor dy, DropoutMask mask)
    {
        x = x.To(device);
        x.RequiresGrad = true;
        Tensor y = Ops.Dropout.Apply(x, mask);
        y.Backward(dy.To(device));
        return (y, x.Grad!);
    }
}
