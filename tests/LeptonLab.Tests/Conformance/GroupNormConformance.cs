using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class GroupNormConformance
{
    private const float Epsilon = 1e-3f;

    private static readonly Gen<(Shape X, int Groups, ulong Seed)> Cases =
        from batch in Gen.Int[1, 3]
        from height in Gen.Int[1, 12]
        from width in Gen.Int[2, 12]
        from groups in Gen.Int[1, 6]
        from inGroup in Draw.OneOf(1, 2, 3, 8, 16, 50)
        from seed in Draw.Seed
        select (new Shape(batch, height, width, groups * inGroup), groups, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        Cases.Sample(sample => Norm(sample.X, sample.Groups).HoldToPlainLoops(sample.Seed), iter: 60);

    [Theory]
    [InlineData(1, 4000, 16, 4)] // several blocks
    [InlineData(3, 1, 600, 3)] // several beside each other
    [InlineData(2, 700, 3, 3)] // each channel alone
    public void Shapes_at_the_ends_agree_with_the_plain_loops_in_double(int batch, int pixels, int channels, int groups) =>
        Norm([batch, pixels, channels], groups).HoldToPlainLoops(3);

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => Norm([2, 3, 2, 6], 3).HoldToFiniteDifferences(1);

    [Fact]
    public void A_mean_far_from_zero_costs_no_digits()
    {
        Tensor x = Draw.Tensor([2, 6, 7, 12], 5), gamma = Tensor.Ones([12]), beta = Tensor.Zeros([12]);
        foreach (ref float value in x.AsSpan())
            value += 1e4f;
        x.RequiresGrad = true;
        Tensor y = Ops.GroupNorm.Apply(x, gamma, beta, 3), dy = Draw.Tensor(x.Shape, 6);
        y.Backward(dy);
        double[] expected = new double[x.Count], dx = new double[x.Count], ones = Draw.ToDouble(gamma);
        Ops.GroupNorm.Forward<double>(Draw.ToDouble(x), ones, Draw.ToDouble(beta), expected, 2, 3, 1e-5f);
        Ops.GroupNorm.Backward<double>(Draw.ToDouble(x), ones, Draw.ToDouble(dy), dx, new double[12], new double[12], 2, 3, 1e-5f);
        Assert.InRange(Draw.Difference(expected, y), 0, 2e-6);
        Assert.InRange(Draw.Difference(dx, x.Grad!), 0, 2e-6);
    }

    [Theory]
    [InlineData(0, 5, 4)]
    [InlineData(2, 0, 4)]
    [InlineData(2, 5, 0)]
    public void Nothing_is_normalized_to_nothing(int batch, int pixels, int channels)
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor x = Tensor.Zeros([batch, pixels, channels]).To(device), gamma = Tensor.Ones([channels]).To(device);
            x.RequiresGrad = gamma.RequiresGrad = true;
            Tensor y = Ops.GroupNorm.Apply(x, gamma, Tensor.Zeros([channels]).To(device), 2);
            y.Backward(Tensor.Zeros(y.Shape).To(device));
            Assert.All(gamma.Grad!.ToArray(), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void A_misfit_is_refused_in_the_users_terms()
    {
        Tensor four = Tensor.Ones([4]);
        Assert.Contains("multiple of 3", Assert.Throws<ArgumentException>(() => Ops.GroupNorm.Apply(Tensor.Ones([5, 2, 4]), four, four, 3)).Message);
        Assert.Contains("[6], one number", Assert.Throws<ArgumentException>(() => Ops.GroupNorm.Apply(Tensor.Ones([5, 2, 6]), four, four, 3)).Message);
        Assert.Contains("[batch, …, channels]", Assert.Throws<ArgumentException>(() => Ops.GroupNorm.Apply(four, four, four, 2)).Message);
    }

    private static Operation Norm(Shape shape, int groups) => new(
        [shape, [shape[^1]], [shape[^1]]],
        x => Ops.GroupNorm.Apply(x[0], x[1], x[2], groups, Epsilon),
        x =>
        {
            var y = new double[x[0].Length];
            Ops.GroupNorm.Forward<double>(x[0], x[1], x[2], y, shape[0], groups, Epsilon);
            return y;
        },
        (x, dy) =>
        {
            double[] dx = new double[x[0].Length], dgamma = new double[x[1].Length], dbeta = new double[x[2].Length];
            Ops.GroupNorm.Backward<double>(x[0], x[1], dy, dx, dgamma, dbeta, shape[0], groups, Epsilon);
            return [dx, dgamma, dbeta];
        });
}
