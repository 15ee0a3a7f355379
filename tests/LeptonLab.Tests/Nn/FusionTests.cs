using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Training;

namespace LeptonLab.Tests.Nn;

public class FusionTests
{
    [Fact]
    public void The_reference_model_becomes_three_blocks_and_says_so()
    {
        var lines = new List<string>();
        Sequential model = ReferenceCnn.Create([32, 32, 3], 10), fused = model.Fuse(lines.Add);
        Assert.Equal(
            [
                "conv2d_1 + relu_1 + max_pool2d_1 → one step",
                "conv2d_2 + relu_2 + max_pool2d_2 → one step",
                "conv2d_3 + relu_3 + max_pool2d_3 → one step",
            ],
            lines);
        Assert.Equal(5, fused.Layers.Count);
        Assert.Equal(model.Summary([32, 32, 3]).Parameters, fused.Summary([32, 32, 3]).Parameters);
        Assert.Equal(model.Summary([32, 32, 3]).MultiplyAdds, fused.Summary([32, 32, 3]).MultiplyAdds);
        Assert.Equal(model.Fingerprint(), fused.Fingerprint());
    }

    [Fact]
    public void A_model_without_such_neighbours_stays_as_it_is()
    {
        var model = new Sequential(new Conv2d(1, 4, kernel: 3), new MaxPool2d(2), new Relu(), new MaxPool2d(3), new Flatten());
        Assert.Same(model, model.Fuse());
    }

    [Theory]
    [InlineData(26, 27)]
    [InlineData(33, 22)]
    public async Task Training_fused_and_separately_gives_almost_the_same_weights(int height, int width)
    {
        // Fused gradients skip the zeros and are summed in another order: the last bits differ.
        var data = new RandomImages([height, width, 3], 10, 20);
        var weights = new float[2][][];
        for (int fuse = 0; fuse < 2; fuse++)
        {
            Sequential model = ReferenceCnn.Create([height, width, 3], 10);
            await new Trainer(model, new Sgd(1e-2f), Loss.SoftmaxCrossEntropy, fuse: fuse == 1).FitAsync(data, epochs: 2, batchSize: 8);
            weights[fuse] = [.. model.Parameters.Select(parameter => parameter.ToArray())];
        }

        foreach ((float[] separate, float[] fused) in weights[0].Zip(weights[1]))
        {
            float largest = separate.Max(MathF.Abs);
            for (int i = 0; i < separate.Length; i++)
                Assert.Equal(separate[i], fused[i], 1e-5f * largest);
        }
    }

    [Fact]
    public void A_fused_convolution_keeps_its_dilation_and_groups()
    {
        var model = new Sequential(
            new Conv2d(4, 8, kernel: 3, stride: 1, padding: 2, dilation: 2, groups: 4, precise: true), new Relu(), new MaxPool2d(2));
        Sequential fused = model.Fuse();
        Assert.Single(fused.Layers);
        Tensor x = Tensor.Uniform([2, 9, 10, 4], new LeptonLab.Numerics.RandomStream(seed: 3), -1, 1);
        Assert.Equal(model.Forward(x).ToArray(), fused.Forward(x).ToArray());
        Assert.Equal(model.Summary([9, 10, 4]).Parameters, fused.Summary([9, 10, 4]).Parameters);
    }
}
