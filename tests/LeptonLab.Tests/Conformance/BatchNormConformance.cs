using CsCheck;
using LeptonLab.Ops;

namespace LeptonLab.Tests.Conformance;

public class BatchNormConformance
{
    private static readonly Gen<(Shape X, Activation Activation, bool Measured, ulong Seed)> Cases =
        from images in Gen.Bool
        from rows in Gen.OneOf(Gen.Int[1, 40], Gen.Int[40, 700])
        from channels in Draw.OneOf(1, 2, 3, 5, 8, 16, 17, 24, 33, 64, 100, 300, 513)
        from activation in Draw.OneOf((int)Activation.None, (int)Activation.Sigmoid, (int)Activation.Tanh) // the rectifier has a kink
        from measured in Gen.Bool
        from seed in Draw.Seed
        select (images ? new Shape(2, rows / 2 + 3, 3, channels) : new Shape(rows + 12, channels), (Activation)activation, measured, seed);

    [Fact]
    public void Every_device_agrees_with_the_plain_loops_in_double() => Cases.Sample(
        sample => Norm(sample.X, sample.Activation, sample.Measured).HoldToPlainLoops(sample.Seed), iter: 60);

    [Theory]
    [InlineData(5000, 16)] // several blocks below each other
    [InlineData(2049, 3)] // rows side by side, with a rest
    [InlineData(300, 1030)] // several blocks beside each other
    [InlineData(40, 17)]
    [InlineData(5, 1)]
    public void Matrices_of_several_blocks_agree_with_the_plain_loops_in_double(int rows, int channels)
    {
        Norm([rows, channels], Activation.Relu, measured: true).HoldToPlainLoops(3);
        Norm([rows, channels], Activation.None, measured: false).HoldToPlainLoops(4);
    }

    [Theory]
    [InlineData(Activation.None, true)]
    [InlineData(Activation.None, false)]
    [InlineData(Activation.Relu, true)]
    [InlineData(Activation.Tanh, false)]
    [InlineData(Activation.Sigmoid, true)]
    public void Plain_loops_agree_with_finite_differences(Activation activation, bool measured)
    {
        Norm([2, 3, 4, 3], activation, measured).HoldToFiniteDifferences(1);
        Norm([7, 5], activation, measured).HoldToFiniteDifferences(2);
    }

    [Theory]
    [InlineData(64, 16)]
    [InlineData(4000, 3)]
    [InlineData(4000, 64)]
    public void A_mean_far_from_zero_costs_no_digits(int rows, int channels)
    {
        Tensor x = Draw.Tensor([rows, channels], 5), gamma = Tensor.Ones([channels]), beta = Tensor.Zeros([channels]);
        foreach (ref float value in x.AsSpan())
            value += 1e4f;
        x[0, 0] = 9_000; // an outlier in the place that sums begin from
        x.RequiresGrad = gamma.RequiresGrad = beta.RequiresGrad = true;
        Tensor y = Ops.BatchNorm.Apply(x, gamma, beta, out ChannelMoments moments), dy = Draw.Tensor(x.Shape, 6);
        y.Backward(dy);

        double[] mean = new double[channels], variance = new double[channels], expected = new double[x.Count];
        double[] dx = new double[x.Count], dgamma = new double[channels], dbeta = new double[channels];
        double[] values = Draw.ToDouble(x), ones = Draw.ToDouble(gamma), zeros = new double[channels];
        Ops.BatchNorm.Measure<double>(values, mean, variance);
        Ops.BatchNorm.Normalize<double>(values, ones, zeros, mean, variance, expected, 1e-5f);
        Ops.BatchNorm.Backward<double>(
            values, ones, zeros, mean, variance, Draw.ToDouble(dy), dx, dgamma, dbeta, 1e-5f, Activation.None, measured: true);
        Assert.InRange(Draw.Difference(expected, y), 0, 2e-6);
        Assert.InRange(Draw.Difference(dx, x.Grad!), 0, 2e-6);
        Assert.InRange(Draw.Difference(dgamma, gamma.Grad!), 0, 2e-6);
        Assert.InRange(Draw.Difference(dbeta, beta.Grad!), 0, 2e-6);
        Assert.InRange(Draw.Difference(variance, moments.Variance), 0, 2e-6);
    }

    [Fact]
    public void The_same_number_everywhere_becomes_the_shift()
    {
        Tensor x = Tensor.Full([33, 5], 1234.567f), beta = Draw.Tensor([5], 1);
        Tensor y = Ops.BatchNorm.Apply(x, Tensor.Ones([5]), beta, out ChannelMoments moments);
        Assert.All(moments.Variance.ToArray(), variance => Assert.Equal(0, variance));
        for (int row = 0; row < 33; row++)
            Assert.Equal(beta.ToArray(), y.ToArray()[(5 * row)..(5 * row + 5)]);
    }

    [Fact]
    public void Not_a_number_spoils_its_channel_and_no_other()
    {
        Tensor x = Draw.Tensor([40, 19], 1);
        x[3, 7] = float.NaN;
        x[5, 18] = float.PositiveInfinity;
        foreach (Activation activation in new[] { Activation.None, Activation.Relu })
        {
            Tensor y = Ops.BatchNorm.Apply(x, Tensor.Ones([19]), Tensor.Zeros([19]), out _, activation: activation);
            for (int i = 0; i < y.Count; i++)
                Assert.Equal(i % 19 is 7 or 18, float.IsNaN(y.AsSpan()[i]));
        }
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(3, 0)]
    public void Nothing_is_normalized_to_nothing(int rows, int channels)
    {
        foreach ((Device device, _) in Tolerances.All)
        {
            Tensor x = Tensor.Zeros([rows, channels]).To(device), gamma = Tensor.Ones([channels]).To(device);
            x.RequiresGrad = gamma.RequiresGrad = true;
            Tensor y = Ops.BatchNorm.Apply(x, gamma, Tensor.Zeros([channels]).To(device), out _);
            y.Backward(Tensor.Zeros(y.Shape).To(device));
            Assert.All(gamma.Grad!.ToArray(), value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void A_misfit_is_refused_in_the_users_terms()
    {
        Tensor ones = Tensor.Ones([3]), zeros = Tensor.Zeros([3]);
        Assert.Contains("at least two values", Refused(() => Ops.BatchNorm.Apply(Tensor.Ones([1, 1, 1, 3]), ones, zeros, out _)));
        Assert.Contains("γ of shape [4]", Refused(() => Ops.BatchNorm.Apply(Tensor.Ones([5, 4]), ones, zeros, out _)));
        Assert.Contains("[batch, …, channels]", Refused(() => Ops.BatchNorm.Apply(Tensor.Ones([3]), ones, zeros, out _)));
        Assert.Contains("ε", Refused(() => Ops.BatchNorm.Apply(Tensor.Ones([5, 3]), ones, zeros, out _, epsilon: -1)));
        Assert.Contains("σ²", Refused(() =>
            Ops.BatchNorm.Apply(Tensor.Ones([5, 3]), ones, zeros, new ChannelMoments(zeros, Tensor.Ones([2])))));

        static string Refused(Action act) => Assert.Throws<ArgumentException>(act).Message;
    }

    private static Operation Norm(Shape shape, Activation activation, bool measured)
    {
        const float Epsilon = 1e-3f;
        int channels = shape[^1];
        double[] mean = Draw.Doubles(channels, 91), variance = [.. Draw.Doubles(channels, 92).Select(v => (double)(float)(v + 1.5))];
        mean = [.. mean.Select(v => (double)(float)v)];
        ChannelMoments Given(Device device) => new(
            Tensor.From([.. mean.Select(v => (float)v)], [channels]).To(device),
            Tensor.From([.. variance.Select(v => (float)v)], [channels]).To(device));
        (double[] Mean, double[] Variance) Moments(double[] x)
        {
            if (!measured)
                return (mean, variance);
            double[] m = new double[channels], v = new double[channels];
            Ops.BatchNorm.Measure<double>(x, m, v);
            return (m, v);
        }

        return new Operation(
            [shape, [channels], [channels]],
            x => measured
                ? Ops.BatchNorm.Apply(x[0], x[1], x[2], out _, Epsilon, activation)
                : Ops.BatchNorm.Apply(x[0], x[1], x[2], Given(x[0].Device), Epsilon, activation),
            x =>
            {
                var y = new double[x[0].Length];
                (double[] m, double[] v) = Moments(x[0]);
                Ops.BatchNorm.Normalize<double>(x[0], x[1], x[2], m, v, y, Epsilon, activation);
                return y;
            },
            (x, dy) =>
            {
                double[] dx = new double[x[0].Length], dgamma = new double[channels], dbeta = new double[channels];
                (double[] m, double[] v) = Moments(x[0]);
                Ops.BatchNorm.Backward<double>(x[0], x[1], x[2], m, v, dy, dx, dgamma, dbeta, Epsilon, activation, measured);
                return [dx, dgamma, dbeta];
            });
    }
}
