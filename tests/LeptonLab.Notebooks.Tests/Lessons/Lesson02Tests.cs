using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>The numbers that lesson 02 states, from the library and from formulas.</summary>
public sealed class Lesson02Tests
{
    [Fact]
    public void The_slopes_of_the_neuron()
    {
        Tensor w = Number(0.8f), b = Number(-1), x = Number(1.5f);
        w.RequiresGrad = b.RequiresGrad = x.RequiresGrad = true;
        Tensor loss = (Ops.Sigmoid.Apply(w * x + b) - 1f).Pow(2);
        loss.Backward();
        Assert.Equal(0.2026, loss.Item(), 5e-5);
        Assert.Equal(-0.3343, w.Grad!.Item(), 5e-5);
        Assert.Equal(-0.2228, b.Grad!.Item(), 5e-5);
        Assert.Equal(-0.00333, Loss(0.81) - Loss(0.80), 5e-6);
    }

    [Fact]
    public void Two_passes_add()
    {
        Tensor w = Number(2);
        w.RequiresGrad = true;
        for (int pass = 1; pass <= 2; pass++)
        {
            (w.Pow(2) * (3f * w)).Backward();
            Assert.Equal(36 * pass, w.Grad!.Item());
        }
    }

    [Fact]
    public void The_error_of_a_measured_slope_is_smallest_near_the_estimate()
    {
        double slope = Math.Exp(1);
        double Central(double step) => Math.Abs((Math.Exp(1 + step) - Math.Exp(1 - step)) / (2 * step) - slope);
        double Forward(double step) => Math.Abs((Math.Exp(1 + step) - Math.Exp(1)) / step - slope);
        double[] steps = [.. Enumerable.Range(1, 52).Select(k => Math.Pow(2, -k))];
        Assert.Equal(6.9e-6, Math.Cbrt(3 * Math.Pow(2, -53)), 5e-8);
        Assert.Equal(5.6e-3, Math.Cbrt(3 * Math.Pow(2, -24)), 5e-5);
        Assert.InRange(steps.MinBy(Central), 1e-6, 5e-5);
        Assert.InRange(steps.MinBy(Forward), 5e-9, 2e-7);
        Assert.InRange(steps.Min(Central), 0, 1e-10);
        Assert.Equal(0.28, Central(Math.Pow(2, -52)), 5e-3);

        // On the right, a ten times smaller step makes the errors ten and a hundred times smaller.
        Assert.Equal(10, Forward(1e-3) / Forward(1e-4), 0.1);
        Assert.Equal(100, Central(1e-2) / Central(1e-3), 0.1);
    }

    [Fact]
    public void At_best_a_float_measurement_has_five_right_digits()
    {
        double best = Enumerable.Range(1, 23).Select(k => MathF.Pow(2, -k))
            .Min(step => Math.Abs(((float)Math.Exp(1 + step) - (float)Math.Exp(1 - step)) / (2 * step) - Math.E));
        Assert.Equal(5, Math.Floor(-Math.Log10(best / Math.E)));
    }

    [Fact]
    public void Slopes_of_the_sigmoid_up_to_the_third()
    {
        foreach (double x in new[] { -1.3, 0, 0.7 })
        {
            double Slope(double at) => PortableMath.Sigmoid(at) * (1 - PortableMath.Sigmoid(at));
            double h = Slope(x);
            Assert.Equal((PortableMath.Sigmoid(x + 1e-5) - PortableMath.Sigmoid(x - 1e-5)) / 2e-5, h, 1e-9);
            Assert.Equal((Slope(x + 1e-5) - Slope(x - 1e-5)) / 2e-5, h * (1 - 2 * PortableMath.Sigmoid(x)), 1e-9);
            Assert.Equal((Slope(x + 1e-3) - 2 * h + Slope(x - 1e-3)) / 1e-6, h * (1 - 6 * h), 1e-5);
        }
    }

    [Fact]
    public void Twenty_diamonds_have_a_million_ways_and_the_slope_of_a_power() =>
        Assert.Equal((1_048_576, 6.7275), (1 << 20, Math.Round(Math.Pow(0.3 + 0.8, 20), 4)));

    private static double Loss(double w)
    {
        double y = 1 / (1 + Math.Exp(-(w * 1.5 - 1)));
        return (y - 1) * (y - 1);
    }

    private static Tensor Number(float value) => Tensor.From([value], []);
}
