using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Notebooks.Tests.Lessons;

/// <summary>The numbers that lesson 03 states, from the library and from the formulas.</summary>
public sealed class Lesson03Tests
{
    [Fact]
    public void The_predictions()
    {
        Assert.Equal(2.30259, Batch(new float[10], 1, [3]), 5e-6);
        Assert.Equal(4.60517, -Math.Log(0.01), 5e-6);

        // The slope at the far wrong end, by the chain rule of the library.
        Tensor margin = Tensor.From([-1000f, 0], [1, 2]);
        margin.RequiresGrad = true;
        Loss.SoftmaxCrossEntropy.Compute(margin, [0]).Backward();
        Assert.Equal(-1, margin.Grad!.ToArray()[0], 1e-6);
    }

    [Fact]
    public void Two_thousand_halves_multiply_to_nothing_and_their_logarithms_add()
    {
        Assert.Equal(0, Math.Pow(2, -2000));
        Assert.Equal(-1386.29, 2000 * Math.Log(0.5), 5e-3);
        Assert.Equal(1.4427, 1 / Math.Log(2), 5e-5);
    }

    [Fact]
    public void The_live_experiment_costs_1_4952_nats()
    {
        double[] z = [2, 1, 0.5, -1];
        double total = z.Sum(Math.Exp);
        Assert.Equal(1.4952, -Math.Log(Math.Exp(1) / total), 5e-5);
        Assert.Equal(1.4952, Batch([2, 1, 0.5f, -1], 1, [1]), 5e-5);
        Assert.Equal([0.6095, 0.2242, 0.1360, 0.0303], z.Select(logit => Math.Round(Math.Exp(logit) / total, 4)));
    }

    [Fact]
    public void In_float_the_naive_loss_is_infinite_and_that_of_the_library_is_right()
    {
        Assert.Equal(float.PositiveInfinity, -MathF.Log(1 / (1 + MathF.Exp(89))));
        Assert.Equal(0, MathF.Log(1 + MathF.Exp(-20)));
        Assert.Equal(1000, Ops.LogSigmoidLoss.Forward<float>([-1000]));
        Assert.Equal(2.061e-9, Ops.LogSigmoidLoss.Forward<float>([20]), 5e-13);
    }

    [Theory]
    [InlineData(0, 2.303)]
    [InlineData(0.1, 2.306)]
    [InlineData(0.5, 2.407)]
    [InlineData(1, 2.716)]
    [InlineData(3, 5.054)]
    [InlineData(10, 15.419)]
    public void The_initial_loss_grows_with_the_spread_of_the_logits(double spread, double expected)
    {
        // log Σ exp z − z of the truth, written out.
        var random = new RandomStream(seed: 10);
        double total = 0;
        for (int n = 0; n < 10_000; n++)
        {
            double[] z = new double[10];
            for (int c = 0; c < 10; c++)
                z[c] = spread * random.NextNormal();
            total += Math.Log(z.Sum(Math.Exp)) - z[random.NextInt32(10)];
        }

        Assert.Equal(expected, total / 10_000, 5e-4);
    }

    private static double Batch(float[] logits, int images, int[] labels) =>
        Loss.SoftmaxCrossEntropy.Compute(Tensor.From(logits, [images, logits.Length / images]), labels).Item();
}
