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

    [Fact]
    public void Activations_join_the_layer_before_them_and_names_and_sums_stay()
    {
        var lines = new List<string>();
        Sequential model = Mixed(), fused = model.Fuse(lines.Add);
        Assert.Equal(
            [
                "conv2d_1 + tanh_1 → one step",
                "conv2d_2 + relu_1 → one step",
                "conv2d_3 + sigmoid_1 → one step",
                "dense_1 + relu_2 → one step",
                "dense_2 + tanh_2 → one step",
            ],
            lines);
        Assert.Equal(
            ["conv2d_1", "conv2d_2", "max_pool2d_1", "conv2d_3", "flatten_1", "dense_1", "dense_2", "dense_3", "flatten_2", "sigmoid_2", "relu_3"],
            [.. fused.Layers.Select(layer => layer.Name!)]);
        Assert.Equal("Conv2d 3×3, 3→8, padding 1 + Tanh", fused.Layers[0].Description);
        Assert.Equal(model.Summary([12, 13, 3]).Parameters, fused.Summary([12, 13, 3]).Parameters);
        Assert.Equal(model.Summary([12, 13, 3]).MultiplyAdds, fused.Summary([12, 13, 3]).MultiplyAdds);
        Assert.Equal(model.Parameters.Select(parameter => parameter.Name), fused.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(model.Fingerprint(), fused.Fingerprint());
        Assert.Same(fused, fused.Fuse());
    }

    [Fact]
    public async Task Training_with_activations_fused_and_separately_gives_the_same_weights_to_the_bit()
    {
        var data = new RandomImages([12, 13, 3], 10, 20);
        string[] fingerprints = new string[2];
        for (int fuse = 0; fuse < 2; fuse++)
        {
            Sequential model = Mixed();
            await new Trainer(model, new Adam(), Loss.SoftmaxCrossEntropy, fuse: fuse == 1).FitAsync(data, epochs: 2, batchSize: 8);
            fingerprints[fuse] = model.Fingerprint();
        }

        Assert.Equal(fingerprints[0], fingerprints[1]);
    }

    [Fact]
    public void Weights_of_a_fused_model_load_into_the_one_it_came_from()
    {
        string path = Path.GetTempFileName();
        Sequential saved = Mixed(), loaded = Mixed();
        saved.Initialize(7);
        saved.Fuse().Save(path);
        loaded.Load(path);
        File.Delete(path);
        Assert.Equal(saved.Fingerprint(), loaded.Fingerprint());
    }

    [Fact]
    public void An_empty_batch_passes_through_the_fused_layers()
    {
        Sequential model = Mixed().Fuse();
        Tensor y = model.Forward(Tensor.Zeros([0, 12, 13, 3]));
        Assert.Equal(new Shape(0, 10), y.Shape);
        y.Backward(Tensor.Zeros(y.Shape));
        Assert.All(model.Parameters, parameter => Assert.All(parameter.Grad!.ToArray(), value => Assert.Equal(0, value)));
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

    private static Sequential Mixed() => new(
        new Conv2d(3, 8, kernel: 3, padding: 1), new Tanh(), new Conv2d(8, 17, kernel: 3), new Relu(), new MaxPool2d(3),
        new Conv2d(17, 8, kernel: 1, stride: 2), new Sigmoid(), new Flatten(), new Dense(2 * 2 * 8, 20), new Relu(),
        new Dense(20, 20), new Tanh(), new Dense(20, 10), new Flatten(), new Sigmoid(), new Relu());
}
