using LeptonLab.Numerics;

namespace LeptonLab.Tests.Numerics;

/// <summary>erf, eˣ − 1 and powers in double, against published values and the C library.</summary>
public class PortableFunctionsTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1e-9, 1.1283791670955126e-9)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(-2, -0.9953222650189527)]
    [InlineData(3.5, 0.9999992569016276)]
    [InlineData(7, 1)]
    [InlineData(double.NegativeInfinity, -1)]
    public void The_error_function_has_its_tabled_values(double x, double expected) =>
        Assert.Equal(expected, PortableMath.Erf(x), 2e-15 * Math.Max(Math.Abs(expected), 1e-9));

    [Theory]
    [InlineData(1e-10, 1.00000000005e-10)]
    [InlineData(0.3, 0.3498588075760031)]
    [InlineData(-0.3, -0.2591817793182821)]
    [InlineData(2, 6.38905609893065)]
    [InlineData(double.NegativeInfinity, -1)]
    public void A_small_exponential_keeps_its_digits(double x, double expected) =>
        Assert.Equal(expected, PortableMath.ExpM1(x), 4e-16 * Math.Abs(expected));

    [Fact]
    public void Powers_agree_with_the_library_also_where_they_are_special()
    {
        double[] values =
        [
            0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1e-3, 7.25, double.PositiveInfinity, double.NegativeInfinity, double.NaN,
        ];
        foreach (double x in values)
        foreach (double y in values)
        {
            double expected = Math.Pow(x, y), actual = PortableMath.Pow(x, y);
            Assert.Equal(double.IsNegative(expected) && !double.IsNaN(expected), double.IsNegative(actual) && !double.IsNaN(actual));
            if (double.IsFinite(expected))
                Assert.Equal(expected, actual, 1e-14 * Math.Abs(expected));
            else
                Assert.Equal(expected, actual);
        }
    }
}
