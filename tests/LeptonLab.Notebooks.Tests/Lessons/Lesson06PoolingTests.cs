using LeptonLab.Notebooks.Lessons;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>The numbers that lesson 06 states, computed here in other ways.</summary>
public sealed class Lesson06PoolingTests
{
    private static readonly LessonOutputs Lesson = LessonOutputs.Of("06-pooling-and-activations.ipynb");

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(2, 3)]
    public void The_gradient_has_the_same_mass_before_and_behind_a_pooling(int kernel, int stride)
    {
        var random = new RandomStream(5);
        foreach (bool average in new[] { false, true })
        {
            Tensor x = Tensor.Zeros([2, 7, 8, 2]);
            foreach (ref float value in x.AsSpan())
                value = random.NextInt32(3);
            x.RequiresGrad = true;
            Tensor y = average ? Ops.AvgPool2d.Apply(x, kernel, stride) : Ops.MaxPool2d.Apply(x, kernel, stride);
            Tensor dy = Tensor.Uniform(y.Shape, random);
            y.Backward(dy);
            Assert.Equal(dy.ToArray().Sum(), x.Grad!.ToArray().Sum(), 1e-3);
        }
    }

    // A 2 × 2 window with stride 2 whose corner alone lies in the picture: three of four shares go to the zeros outside.
    [Fact]
    public void A_corner_window_that_counts_zeros_loses_three_quarters()
    {
        Tensor x = Tensor.Ones([1, 2, 2, 1]);
        x.RequiresGrad = true;
        Ops.AvgPool2d.Apply(x, 2, 3, 1).Backward(Tensor.Ones([1, 1, 1, 1]));
        Assert.Equal(0.25f, x.Grad!.ToArray().Sum());
        Assert.Contains("zeros outside counted | False | 75 %", Lesson["mass-code"], StringComparison.Ordinal);
    }

    [Fact]
    public void Four_equal_pixels_send_the_gradient_to_the_first()
    {
        Tensor x = Tensor.Full([1, 2, 2, 1], 5);
        x.RequiresGrad = true;
        Ops.MaxPool2d.Apply(x, 2).Backward(Tensor.Ones([1, 1, 1, 1]));
        Assert.Equal([1, 0, 0, 0], x.Grad!.ToArray());
        Assert.Contains("dx of four equal pixels: 1, 0, 0, 0", Lesson["mass-code"], StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_sigmoids_leave_a_millionth_and_gelu_is_steepest_at_root_2()
    {
        Assert.Equal(9.5367431640625e-7, Math.Pow(2, -20));
        Assert.Contains("9.54E-007", Lesson["slopes-check"], StringComparison.Ordinal);

        // x Φ(x) by Simpson's rule for Φ, and its slope by differences.
        static double Gelu(double x)
        {
            const int steps = 2000;
            double h = x / steps, sum = 0;
            for (int i = 0; i <= steps; i++)
                sum += (i is 0 or steps ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-i * h * i * h / 2);
            return x * (0.5 + sum * h / 3 / Math.Sqrt(2 * Math.PI));
        }

        static double Slope(double x) => (Gelu(x + 1e-4) - Gelu(x - 1e-4)) / 2e-4;
        Assert.Equal(1.1289, Slope(Math.Sqrt(2)), 5e-5);
        Assert.Equal(-0.1289, Slope(-Math.Sqrt(2)), 5e-5);
        Assert.True(Slope(1.3) < Slope(Math.Sqrt(2)) && Slope(1.5) < Slope(Math.Sqrt(2)));
        Assert.Equal(0.0000454, 1 / (1 + Math.Exp(-10)) / (1 + Math.Exp(10)), 5e-8);
    }

    [Theory]
    [InlineData("shift-code", "d = 1 | 31.9 %")]
    [InlineData("shift-code", "without pooling | 0.364")]
    [InlineData("shift-code", "max 2 × 2 | 0.348")]
    [InlineData("shift-code", "max 8 × 8 | 0.298")]
    [InlineData("shift-code", "mean 8 × 8 | 0.175")]
    [InlineData("shift-code", "largest difference | 0")]
    [InlineData("mass-code", "with a tie: 12.0 %")]
    [InlineData("mass-code", "for comparison | False | 46 %")]
    [InlineData("vanish-code", "ReLU | 9.3E-001 | 1.1E-003")]
    [InlineData("vanish-code", "sigmoid | 1.0E-010")]
    [InlineData("vanish-code", "tanh | 1.9E+000 | 2.0E-001")]
    [InlineData("dead-code", "0.1 | 0 % | 73 % | 73 %")]
    [InlineData("dead-code", "1 | 29 % | 24 % | 41 %")]
    public void What_the_text_says_stands_in_the_cell_beside_it(string cell, string expected) =>
        Assert.Contains(expected, Lesson[cell], StringComparison.Ordinal);

    [Fact]
    public void The_explorer_shows_the_same_sums_before_and_behind()
    {
        Tensor x = Tensor.From([5, 5, 5, 5, 1, 2, 0, 0, 3], [3, 3]);
        Assert.EndsWith("sum of dy = 4, sum of dx = 4", new PoolingExplorer(x, kernel: 2, stride: 1).ToString(), StringComparison.Ordinal);
        Assert.EndsWith("sum of dy = 4, sum of dx = 4", new PoolingExplorer(x, kernel: 2, stride: 1, average: true).ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PoolingExplorer(x, kernel: 4));
        Assert.Throws<ArgumentException>(() => new PoolingExplorer(x, kernel: 2, shifts: 2));
    }
}
