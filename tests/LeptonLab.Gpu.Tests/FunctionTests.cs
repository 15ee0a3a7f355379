using LeptonLab.Numerics;

namespace LeptonLab.Gpu.Tests;

/// <summary>The functions of kernels against double precision, in units of the last place.</summary>
public class FunctionTests
{
    [Theory]
    [InlineData("Exp", 2)]
    [InlineData("ExpM1", 6)]
    [InlineData("Log", 2)]
    [InlineData("Tanh", 3)]
    [InlineData("Sigmoid", 4)]
    [InlineData("Softplus", 6)]
    [InlineData("Erf", 3)]
    public void Errors_are_a_few_units_in_the_last_place(string name, double most)
    {
        (Func<float, float> fast, Func<double, double> exact) = Pair(name);
        var random = new RandomStream(1);
        for (int i = 0; i < 100_000; i++)
        {
            float x = i % 2 == 0 ? random.NextSingle(-20, 20) : BitConverter.UInt32BitsToSingle(random.NextUInt32());
            double truth = exact(x);
            if (!float.IsNormal((float)truth))
                continue;
            float magnitude = (float)Math.Abs(truth), ulp = MathF.BitIncrement(magnitude) - magnitude;
            double error = Math.Abs(fast(x) - truth) / ulp;
            Assert.True(error <= most, $"{name}({x:R}) = {fast(x):R}, not {truth:R}: {error:0.00} ulp");
        }
    }

    [Theory]
    [InlineData("Exp", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Exp", float.NegativeInfinity, 0)]
    [InlineData("Exp", 0, 1)]
    [InlineData("ExpM1", float.NegativeInfinity, -1)]
    [InlineData("ExpM1", 1e-30f, 1e-30f)]
    [InlineData("Log", 0, float.NegativeInfinity)]
    [InlineData("Log", -1, float.NaN)]
    [InlineData("Log", 1, 0)]
    [InlineData("Log", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Tanh", float.NegativeInfinity, -1)]
    [InlineData("Tanh", 1e-30f, 1e-30f)]
    [InlineData("Sigmoid", float.NegativeInfinity, 0)]
    [InlineData("Sigmoid", float.PositiveInfinity, 1)]
    [InlineData("Softplus", float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData("Softplus", float.NegativeInfinity, 0)]
    [InlineData("Erf", float.PositiveInfinity, 1)]
    public void Ends_are_what_they_should_be(string name, float x, float expected)
    {
        Assert.Equal(expected, Pair(name).Fast(x));
        Assert.True(float.IsNaN(Pair(name).Fast(float.NaN)));
    }

    [Fact]
    public void The_larger_and_the_smaller_of_a_NaN_and_a_number_are_the_NaN()
    {
        foreach ((float a, float b) in ((float, float)[])[(float.NaN, 1), (1, float.NaN), (float.NaN, float.PositiveInfinity)])
        {
            Assert.True(float.IsNaN(Fn.Larger(a, b)));
            Assert.True(float.IsNaN(Fn.Smaller(a, b)));
        }

        Assert.Equal((2, 1), (Fn.Larger(1, 2), Fn.Smaller(1, 2)));
    }

    private static (Func<float, float> Fast, Func<double, double> Exact) Pair(string name) => name switch
    {
        "Exp" => (Fn.Exp, PortableMath.Exp),
        "ExpM1" => (Fn.ExpM1, PortableMath.ExpM1),
        "Log" => (Fn.Log, PortableMath.Log),
        "Tanh" => (Fn.Tanh, PortableMath.Tanh),
        "Sigmoid" => (Fn.Sigmoid, PortableMath.Sigmoid),
        "Softplus" => (Fn.Softplus, PortableMath.Softplus),
        _ => (Fn.Erf, PortableMath.Erf),
    };
}
