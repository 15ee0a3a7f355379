using LeptonLab.Nn;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Nn;

public class BatchNormTests
{
    [Fact]
    public void Training_brings_each_channel_to_mean_0_and_variance_1()
    {
        var norm = new BatchNorm2d(3);
        norm.Train();
        Tensor y = norm.Forward(Tensor.Normal([8, 5, 4, 3], new RandomStream(1), mean: 4, standardDeviation: 3));
        for (int c = 0; c < 3; c++)
        {
            double[] values = [.. y.ToArray().Where((_, i) => i % 3 == c).Select(v => (double)v)];
            Assert.Equal(0, values.Average(), 1e-5);
            Assert.Equal(1, values.Average(v => v * v), 1e-4);
        }
    }

    [Fact]
    public void Running_averages_follow_the_batches_by_hand()
    {
        var norm = new BatchNorm1d(1, momentum: 0.25f);
        norm.Train();
        norm.Forward(Tensor.From([1, 2, 3, 6], [4, 1])); // mean 3, variance 14/4 = 3.5 over the batch, 14/3 for all data
        Assert.Equal(0.75f, norm.RunningMean.Item(), 1e-6f);
        Assert.Equal(0.75f + 0.25f * 14 / 3, norm.RunningVariance.Item(), 1e-6f);
        norm.Forward(Tensor.From([1, 2, 3, 6], [4, 1]));
        Assert.Equal(0.75f * 0.75f + 0.75f, norm.RunningMean.Item(), 1e-6f);

        norm.Eval();
        Tensor y = norm.Forward(Tensor.From([2], [1, 1]));
        Assert.Equal((2 - 1.3125f) / MathF.Sqrt(norm.RunningVariance.Item() + 1e-5f), y.Item(), 1e-6f);
        Assert.Equal(1.3125f, norm.RunningMean.Item(), 1e-6f);
    }

    [Fact]
    public void One_value_for_each_channel_is_refused_in_training_only()
    {
        var norm = new BatchNorm2d(3);
        Tensor x = Tensor.Ones([1, 1, 1, 3]);
        Assert.Equal(x.Shape, norm.Forward(x).Shape);
        norm.Train();
        Assert.Contains("larger batch", Assert.Throws<ArgumentException>(() => norm.Forward(x)).Message);
    }

    [Fact]
    public void An_empty_batch_leaves_the_averages_alone()
    {
        var norm = new BatchNorm1d(3);
        norm.Train();
        Assert.Equal([0, 3], norm.Forward(Tensor.Zeros([0, 3])).Shape);
        Assert.All(norm.RunningMean.ToArray(), mean => Assert.Equal(0, mean));
        Assert.All(norm.RunningVariance.ToArray(), variance => Assert.Equal(1, variance));
    }

    [Fact]
    public void Fused_with_an_activation_it_gives_the_same_bits_in_training_and_in_use()
    {
        Sequential Make() => new(
            new Conv2d(3, 8, kernel: 3, bias: false), new BatchNorm2d(8), new Relu(), new Flatten(), new Dense(8 * 16, 5),
            new BatchNorm1d(5), new Tanh());
        Sequential model = Make(), other = Make(), fused = other.Fuse();
        Assert.Equal(5, fused.Layers.Count);
        Tensor x = Tensor.Uniform([4, 6, 6, 3], new RandomStream(2));
        model.Train();
        fused.Train();
        Assert.Equal(model.Forward(x).ToArray(), fused.Forward(x).ToArray());
        Assert.Equal(model.Fingerprint(), other.Fingerprint());
        model.Eval();
        fused.Eval();
        Assert.Equal(model.Forward(x).ToArray(), fused.Forward(x).ToArray());
        // A session folds the first into the convolution.
        Assert.Equal(model.Forward(x).ToArray(), new Inference(model, x.Shape).Run(x).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    [Fact]
    public void In_use_it_allocates_nothing_and_heeds_new_averages()
    {
        var norm = new BatchNorm2d(16);
        var model = new Sequential(norm, new Relu(), new MaxPool2d(3, 2, 1), new AvgPool2d(2, 1), new AdaptiveMaxPool2d(2), new GlobalAvgPool2d());
        Tensor x = Tensor.Uniform([2, 9, 9, 16], new RandomStream(1));
        var session = new Inference(model, x.Shape);
        float[] before = session.Run(x).ToArray();
        Assert.Equal(0, Allocations.OfSteadyState(() => session.Run(x)));
        model.Train();
        model.Forward(x);
        model.Eval();
        Assert.NotEqual(before, session.Run(x).ToArray());
        Assert.Equal(model.Forward(x).ToArray(), session.Run(x).ToArray());
    }

    [Fact]
    public void Averages_are_saved_and_a_layer_without_bias_saves_none()
    {
        var model = new Sequential(new Conv2d(2, 4, kernel: 3, bias: false), new BatchNorm2d(4), new Flatten(), new Dense(4, 2, bias: false));
        Assert.Equal(
            ["conv2d_1.weight", "batch_norm2d_1.weight", "batch_norm2d_1.bias", "dense_1.weight"],
            model.NamedParameters().Select(named => named.Key));
        Assert.Equal(
            ["batch_norm2d_1.running_mean", "batch_norm2d_1.running_var"], model.NamedBuffers().Select(named => named.Key));
        Assert.Equal(72 + 8 + 8, model.ParameterCount);
        Assert.Contains("no bias", model.Layers[0].Description);
        Assert.Null(((Dense)model.Layers[3]).Bias);
    }

    [Fact]
    public void Without_a_bias_outputs_and_gradients_are_those_of_a_bias_of_zero()
    {
        Sequential Make(bool bias) => new(
            new Conv2d(3, 8, kernel: 3, padding: 1, bias: bias), new Relu(), new MaxPool2d(2),
            new Conv2d(8, 4, kernel: 3, bias: bias), new Tanh(), new Flatten(), new Dense(4, 6, bias), new Sigmoid(), new Dense(6, 3, bias));
        Sequential with = Make(true), without = Make(false);
        Tensor x = Tensor.Uniform([2, 6, 6, 3], new RandomStream(1));
        foreach ((Sequential a, Sequential b) in new[] { (with, without), (with.Fuse(), without.Fuse()) })
        {
            a.ZeroGrad();
            b.ZeroGrad();
            Tensor y = a.Forward(x), z = b.Forward(x);
            Assert.Equal(y.ToArray(), z.ToArray());
            Loss.SoftmaxCrossEntropy.Compute(y, [0, 2]).Backward();
            Loss.SoftmaxCrossEntropy.Compute(z, [0, 2]).Backward();
            Assert.Equal(
                a.NamedParameters().Where(named => named.Key.EndsWith("weight")).Select(named => named.Value.Grad!.ToArray()),
                b.NamedParameters().Select(named => named.Value.Grad!.ToArray()));
            Assert.Equal(y.ToArray(), new Inference(b, x.Shape).Run(x).ToArray());
        }
    }

    [Fact]
    public void Wrong_numbers_and_shapes_are_refused_in_the_users_terms()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm2d(3, momentum: 1.5f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm1d(3, epsilon: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaxPool2d(3, padding: 2));
        var model = new Sequential(new Conv2d(3, 8, kernel: 3), new BatchNorm2d(4));
        Assert.Contains("expects images [height, width, 4]; got [4, 4, 8]", Assert.Throws<ShapeException>(() => model.OutputShape([6, 6, 3])).Message);
    }
}
