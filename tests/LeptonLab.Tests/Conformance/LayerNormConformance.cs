using CsCheck;

namespace LeptonLab.Tests.Conformance;

public class LayerNormConformance
{
    private const float Epsilon = 1e-3f;

    private static readonly Gen<(Shape X, ulong Seed)> Cases =
        from sequences in Gen.Bool
        from rows in Gen.OneOf(Gen.Int[1, 12], Gen.Int[12, 300])
        from features in Gen.OneOf(Gen.Int[2, 40], Gen.Int[40, 300], Draw.OneOf(64, 512, 1024))
        from seed in Draw.Seed
        select (sequences ? new Shape(2, rows, features) : new Shape(rows, features), seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() =>
        Cases.Sample(sample => Norm(sample.X).HoldToPlainLoops(sample.Seed), iter: 60);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 70_000)]
    [InlineData(3000, 24)]
    public void Shapes_at_the_ends_agree_with_the_plain_loops_in_double(int rows, int features) =>
        Norm([rows, features]).HoldToPlainLoops(3);

    [Fact]
    public void Plain_loops_agree_with_finite_differences() => Norm([3, 4, 7]).HoldToFiniteDifferences(1);

    [Fact]
    public void A_mean_far_from_zero_costs_no_digits()
    {
        Tensor x = Draw.Tensor([20, 300], 5), gamma = Tensor.Ones([300]), beta = Tensor.Zeros([300]);
        foreach (ref float value in x.AsSpan())
            value += 1e4f;
        x[3, 0] = 9_000; // an outlier in the place that sums begin from
        x.RequiresGrad = true;
        Tensor y = Ops.LayerNorm.Apply(x, gamma, beta), dy = Draw.Tensor(x.Shape, 6);
        y.Backward(dy);
        double[] expected = new double[x.Count], dx = new double[x.Count];
        Ops.LayerNorm.Forward<double>(Draw.ToDouble(x), Draw.ToDouble(gamma), Draw.ToDouble(beta), expected, 1e-5f);
        Ops.LayerNorm.Backward<double>(Draw.ToDouble(x), Draw.ToDouble(gamma), Draw.ToDouble(dy), dx, new double[300], new double[300], 1e-5f);
        Assert.InRange(Draw.Difference(expected, y), 0, 2e-6);
        Assert.InRange(Draw.Difference(dx, x.Grad!), 0, 2e-6);
    }

    [Fact]
    public void Not_a_number_spoils_its_row_and_no_other()
    {
        Tensor x = Draw.Tensor([9, 37], 1);
        x[2, 36] = float.NaN;
        x[5, 0] = float.PositiveInfinity;
        Tensor y = Ops.LayerNorm.Apply(x, Tensor.Ones([37]), Tensor.Zeros([37]));
        for (int i = 0; i < y.Count; i++)
            Assert.Equal(i / 37 is 2 or 5, float.IsNaN(y.AsSpan()[i]));
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 0)]
    public void Nothing_is_normalized_to_nothing(int rows, int features)
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor x = Tensor.Zeros([rows, features]).To(device), gamma = Tensor.Ones([features]).To(device);
            x.RequiresGrad = gamma.RequiresGrad = true;
            Tensor y = Ops.LayerNorm.Apply(x, gamma, Tensor.Zeros([features]).To(device));
            y.Backward(Tensor.Zeros(y.Shape).To(device));
            Assert.All(gamma.Grad!.ToArray(), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void A_misfit_is_refused_in_the_users_terms()
    {
        Tensor three = Tensor.Ones([3]);
        Assert.Contains("[4], one number for each feature", Assert.Throws<ArgumentException>(() => Ops.LayerNorm.Apply(Tensor.Ones([5, 4]), three, three)).Message);
        Assert.Contains("scalar", Assert.Throws<ArgumentException>(() => Ops.LayerNorm.Apply(Tensor.Ones([]), three, three)).Message);
        Assert.Contains("ε", Assert.Throws<ArgumentException>(() => Ops.LayerNorm.Apply(Tensor.Ones([5, 3]), three, three, float.NaN)).Message);
    }

    private static Operation Norm(Shape shape) => new(
        [shape, [shape[^1]], [shape[^1]]],
        x => Ops.LayerNorm.Apply(x[0], x[1], x[2], Epsilon),
        x =>
        {
            var y = new double[x[0].Length];
            Ops.LayerNorm.Forward<double>(x[0], x[1], x[2], y, Epsilon);
            return y;
        },
        (x, dy) =>
        {
            double[] dx = new double[x[0].Length], dgamma = new double[x[1].Length], dbeta = new double[x[2].Length];
            Ops.LayerNorm.Backward<double>(x[0], x[1], dy, dx, dgamma, dbeta, Epsilon);
            return [dx, dgamma, dbeta];
        });
}
