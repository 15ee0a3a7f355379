using LeptonLab.Nn.Models;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Nn.Models;

public class VisionTransformerTests
{
    // Touvron et al., ICML 2021, table 1: DeiT-Ti 5 million (5 717 416 in the authors' code), DeiT-S 22 million.
    [Fact]
    public void Parameters_are_those_of_the_published_models()
    {
        Assert.Equal(5_717_416, new VisionTransformer().ParameterCount);
        Assert.Equal(22_050_664, new VisionTransformer(features: 384, heads: 6).ParameterCount);
    }

    [Fact]
    public void Multiply_adds_are_those_of_the_published_model() =>
        Assert.InRange(new VisionTransformer().MultiplyAdds([224, 224, 3]) / 1e9, 1.2, 1.3);

    [Fact]
    public void It_starts_undecided_and_can_learn()
    {
        var model = new VisionTransformer(side: 16, patch: 4, classes: 3, channels: 1, features: 16, heads: 2, layers: 2);
        Tensor x = Tensor.Uniform([6, 16, 16, 1], new RandomStream(1), -1, 1);
        int[] labels = [0, 1, 2, 0, 1, 2];
        float first = Ops.SoftmaxCrossEntropy.Apply(model.Forward(x), labels).Item(), last = first;
        Assert.InRange(first / Math.Log(3), 0.97, 1.03);
        var optimizer = new LeptonLab.Training.Adam(1e-2f);
        for (int step = 0; step < 60; step++)
        {
            Tensor loss = Ops.SoftmaxCrossEntropy.Apply(model.Forward(x), labels);
            last = loss.Item();
            loss.Backward();
            optimizer.Step(model.Parameters);
            model.ZeroGrad();
        }

        Assert.InRange(last, 0, 0.05f);
    }

    [Fact]
    public void Patches_that_do_not_fill_the_image_are_refused() =>
        Assert.Contains("leaves 2", Assert.Throws<ArgumentException>(() => new VisionTransformer(side: 30, patch: 7)).Message);
}
