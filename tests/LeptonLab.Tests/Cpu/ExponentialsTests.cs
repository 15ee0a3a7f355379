using LeptonLab.Cpu;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Cpu;

public class ExponentialsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(-3.25)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.NaN)]
    public void Eight_at_a_time_have_the_bits_of_one_at_a_time(double shift)
    {
        var random = new RandomStream(seed: 3);
        float[] z =
        [
            0, -0f, 1, 709.78f, 709.79f, 710, -745.13f, -745.14f, -740, -708.4f, -720.5f, float.NaN, float.PositiveInfinity,
            float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, 1e-30f,
            .. Enumerable.Range(0, 5000).Select(_ => random.NextSingle(-760, 720)),
            .. Enumerable.Range(0, 5003).Select(_ => random.NextSingle(-5, 5)),
        ];
        var e = new double[z.Length];
        Exponentials.Run(z, shift, e);
        for (int i = 0; i < z.Length; i++)
            Assert.Equal(BitConverter.DoubleToInt64Bits(PortableMath.Exp(z[i] - shift)), BitConverter.DoubleToInt64Bits(e[i]));
    }

    [Fact]
    public void Shares_have_the_bits_of_one_at_a_time()
    {
        double[] e = [.. Enumerable.Range(1, 29).Select(i => i / 7.0)];
        var p = new float[e.Length];
        Exponentials.Divide(e, 3.3, p);
        Assert.Equal(e.Select(one => (float)(one / 3.3)), p);
        double[] shares = [.. e];
        Exponentials.Divide(shares, 3.3);
        Assert.Equal(e.Select(one => one / 3.3), shares);
    }
}
