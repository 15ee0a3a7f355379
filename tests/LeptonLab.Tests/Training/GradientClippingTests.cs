using LeptonLab.Training;

namespace LeptonLab.Tests.Training;

public class GradientClippingTests
{
    [Fact]
    public void Clipping_by_norm_keeps_the_direction_over_all_parameters()
    {
        // ‖(3, 0, 4, 12)‖ = 13.
        Tensor[] parameters = Parameters([3, 0], [4, 12]);
        Assert.Equal(13, GradientClipping.ByNorm(parameters, 6.5f));
        Assert.Equal([1.5f, 0], parameters[0].Grad!.ToArray());
        Assert.Equal([2, 6], parameters[1].Grad!.ToArray());
        Assert.Equal(6.5f, GradientClipping.ByNorm(parameters, 6.5f));
        Assert.Equal([2, 6], parameters[1].Grad!.ToArray());
    }

    [Fact]
    public void Huge_gradients_have_a_norm_and_infinite_ones_are_left()
    {
        Tensor[] parameters = Parameters([3e30f, 4e30f]);
        Assert.Equal(5e30f, GradientClipping.ByNorm(parameters, 1));
        Assert.InRange(parameters[0].Grad![0], 0.5999999f, 0.6000001f);
        parameters = Parameters([float.PositiveInfinity, 1]);
        Assert.Equal(float.PositiveInfinity, GradientClipping.ByNorm(parameters, 1));
        Assert.Equal([float.PositiveInfinity, 1], parameters[0].Grad!.ToArray());
        Assert.Equal(float.NaN, GradientClipping.ByNorm(Parameters([float.NaN, 1]), 1));
    }

    [Fact]
    public void Clipping_by_value_cuts_each_number()
    {
        float[] values = [.. Enumerable.Range(-20, 41).Select(i => i / 10f), float.NaN, float.NegativeInfinity];
        Tensor[] parameters = Parameters(values);
        GradientClipping.ByValue(parameters, 0.5f);
        Assert.Equal(values.Select(v => float.IsNaN(v) ? v : Math.Clamp(v, -0.5f, 0.5f)), parameters[0].Grad!.ToArray());
    }

    [Fact]
    public void Two_parameters_that_share_a_gradient_are_scaled_once()
    {
        Tensor[] parameters = Parameters([3, 4], [0, 0]);
        parameters[1].Grad = parameters[0].Grad;
        GradientClipping.ByValue(parameters, 2);
        GradientClipping.ByNorm(parameters, 2);
        Assert.Equal([1, 1], parameters[0].Grad!.ToArray()); // (2, 2, 2, 2) has the norm 4
        Assert.Equal([1, 1], parameters[1].Grad!.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    public void A_bound_that_is_not_positive_is_refused(float most)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ByNorm([], most));
        Assert.Throws<ArgumentOutOfRangeException>(() => GradientClipping.ByValue([], most));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_norm()
    {
        Tensor[] parameters = [OptimizerProblem.Start(100_003)];
        parameters[0].Grad = OptimizerProblem.Gradient(1, 100_003);
        int before = Device.Cpu.Threads;
        try
        {
            Device.Cpu.Threads = 1;
            float one = GradientClipping.Norm(parameters);
            Device.Cpu.Threads = 3;
            Assert.Equal(one, GradientClipping.Norm(parameters));
            double truth = Math.Sqrt(parameters[0].Grad!.ToArray().Sum(g => (double)g * g));
            Assert.Equal((float)truth, one);
        }
        finally
        {
            Device.Cpu.Threads = before;
        }
    }

    private static Tensor[] Parameters(params float[][] gradients) => [.. gradients.Select(gradient =>
    {
        Tensor parameter = Tensor.Zeros([gradient.Length]);
        parameter.Grad = Tensor.From(gradient, [gradient.Length]);
        return parameter;
    })];
}
