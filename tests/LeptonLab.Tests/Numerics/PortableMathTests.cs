using CsCheck;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Numerics;

public class PortableMathTests
{
    // The C library is within 1 unit in the last place of the truth, so two more than the stated bound is fair.
    [Fact]
    public void Exp_is_within_its_bound() => Gen.Double[-745, 709].Sample(
        x => Assert.InRange(Ulps(PortableMath.Exp(x), Math.Exp(x)), 0, 2), iter: 20_000);

    [Fact]
    public void Log_is_within_its_bound() => Gen.Double[-300, 300].Select(Math.Exp).Sample(
        x => Assert.InRange(Ulps(PortableMath.Log(x), Math.Log(x)), 0, 2), iter: 20_000);

    [Fact]
    public void Log_near_1_keeps_its_digits() => Gen.Double[-0.3, 0.3].Sample(
        x => Assert.InRange(Ulps(PortableMath.Log(1 + x), Math.Log(1 + x)), 0, 2), iter: 20_000);

    [Fact]
    public void Sine_and_cosine_are_within_their_bounds() => Gen.Double[-1e5, 1e5].Sample(
        x =>
        {
            Assert.InRange(Math.Abs(PortableMath.Sin(x) - Math.Sin(x)), 0, 3e-16);
            Assert.InRange(Math.Abs(PortableMath.Cos(x) - Math.Cos(x)), 0, 3e-16);
        },
        iter: 20_000);

    [Fact]
    public void Tanh_sigmoid_and_softplus_agree_with_their_definitions() => Gen.Double[-30, 30].Sample(
        x =>
        {
            Assert.Equal(Math.Tanh(x), PortableMath.Tanh(x), 1e-14);
            Assert.Equal(1 / (1 + Math.Exp(-x)), PortableMath.Sigmoid(x), 1e-15);
            Assert.Equal(Math.Log(1 + Math.Exp(x)), PortableMath.Softplus(x), 1e-13);
        },
        iter: 20_000);

    [Fact]
    public void The_ends_of_the_range_are_right()
    {
        Assert.Equal(0, PortableMath.Exp(-800));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(800));
        Assert.Equal(1, PortableMath.Exp(0));
        Assert.True(double.IsNaN(PortableMath.Exp(double.NaN)));
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.True(double.IsNaN(PortableMath.Log(-1)));
        Assert.Equal(Math.Log(double.Epsilon), PortableMath.Log(double.Epsilon), 1e-12);
        Assert.Equal(0, PortableMath.Log(1));
        Assert.Equal(0, PortableMath.Sigmoid(-1000));
        Assert.Equal(1, PortableMath.Sigmoid(1000));
        Assert.Equal(1000, PortableMath.Softplus(1000));
        Assert.Equal(1e-20, PortableMath.Log1P(1e-20));
        Assert.True(double.IsNaN(PortableMath.Sin(double.PositiveInfinity)));
    }

    private static long Ulps(double a, double b) =>
        Math.Abs(BitConverter.DoubleToInt64Bits(a) - BitConverter.DoubleToInt64Bits(b));
}
