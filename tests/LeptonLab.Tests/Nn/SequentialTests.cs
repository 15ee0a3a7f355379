using LeptonLab.Nn;
using LeptonLab.Nn.Models;

namespace LeptonLab.Tests.Nn;

public class SequentialTests
{
    [Fact]
    public void The_reference_model_has_the_published_counts()
    {
        ModelSummary summary = ReferenceCnn.Create([256, 256, 3], 10).Summary([256, 256, 3]);
        Assert.Equal(93_248, summary.Rows.Where(row => row.Layer.StartsWith("Conv2d", StringComparison.Ordinal)).Sum(row => row.Parameters));
        Assert.Equal(new Shape(115_200), summary.Rows.Single(row => row.Layer == "Flatten").OutputShape);
        Assert.Equal(1_245_258, summary.Parameters);
        // 254² · 27 · 32, 125² · 288 · 64, 60² · 576 · 128, 115 200 · 10
        Assert.Equal([55_741_824, 288_000_000, 265_420_800, 1_152_000], summary.Rows.Where(row => row.MultiplyAdds > 0).Select(row => row.MultiplyAdds));
    }

    [Fact]
    public void A_misfit_names_the_layer_the_shapes_and_the_way_there()
    {
        Sequential model = ReferenceCnn.Create([256, 256, 3], 10);
        var error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([1, 64, 64, 3])));
        Assert.Contains("dense_1", error.Message);
        Assert.Contains("115200", error.Message);
        Assert.Contains("[4608]", error.Message);
        Assert.Contains("new Dense(4608, 10)", error.Message);
        Assert.Contains("conv2d_1 [62, 62, 32]", error.Message);
    }

    [Fact]
    public void An_empty_batch_passes_through_forward_and_backward()
    {
        Sequential model = ReferenceCnn.Create([22, 22, 3], 10);
        foreach (Sequential one in new[] { model, model.Fuse() })
        {
            Tensor y = one.Forward(Tensor.Zeros([0, 22, 22, 3]));
            Assert.Equal(new Shape(0, 10), y.Shape);
            y.Backward(Tensor.Zeros(y.Shape));
            Assert.All(one.Parameters, parameter => Assert.All(parameter.Grad!.ToArray(), value => Assert.Equal(0, value)));
            one.ZeroGrad();
        }
    }

    [Theory]
    [InlineData(21)]
    [InlineData(2)]
    public void Images_that_shrink_to_nothing_are_refused_with_the_arithmetic(int side)
    {
        var error = Assert.Throws<ShapeException>(() => ReferenceCnn.Create([side, side, 3], 10));
        Assert.Contains("leaves no output", error.Message);
    }

    [Fact]
    public void Wrong_channels_are_refused()
    {
        var error = Assert.Throws<ShapeException>(() => ReferenceCnn.Create([64, 64, 3], 10).Forward(Tensor.Zeros([2, 64, 64, 1])));
        Assert.Contains("[height, width, 3]", error.Message);
        Assert.Contains("[64, 64, 1]", error.Message);
    }

    [Fact]
    public void The_same_program_gives_the_same_weights_and_another_seed_others()
    {
        Sequential a = ReferenceCnn.Create([32, 32, 3], 10), b = ReferenceCnn.Create([32, 32, 3], 10);
        Assert.Equal(a.Fingerprint(), b.Fingerprint());
        b.Initialize(seed: 1);
        Assert.NotEqual(a.Fingerprint(), b.Fingerprint());
        b.Initialize(seed: 0);
        Assert.Equal(a.Fingerprint(), b.Fingerprint());
    }

    [Fact]
    public void Weights_are_drawn_after_He()
    {
        Tensor weight = new Conv2d(64, 128, kernel: 3).Weight;
        double variance = weight.ToArray().Average(w => (double)w * w);
        Assert.Equal(2.0 / (9 * 64), variance, 2e-5);
    }

    [Fact]
    public void Saved_weights_come_back_to_the_bit()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "model.safetensors");
        Sequential a = SmallCnn.Create([8, 8, 1], 3), b = SmallCnn.Create([8, 8, 1], 3);
        a.Initialize(seed: 5);
        a.Save(path);
        b.Load(path);
        Assert.Equal(a.Fingerprint(), b.Fingerprint());

        var error = Assert.Throws<LeptonException>(() => SmallCnn.Create([16, 16, 1], 3).Load(path));
        Assert.Contains("dense_1.weight", error.Message);
        Assert.Contains("[128, 64]", error.Message);
    }

    [Fact]
    public void Layers_are_named_in_order() => Assert.Equal(
        ["conv2d_1", "relu_1", "max_pool2d_1", "conv2d_2", "relu_2", "max_pool2d_2", "conv2d_3", "relu_3", "max_pool2d_3", "flatten_1", "dense_1"],
        ReferenceCnn.Create([32, 32, 3], 10).Layers.Select(layer => layer.Name));

    [Theory]
    [InlineData(32, 1, 1, 1, 3 * 3 * 32 * 64 + 64, "Conv2d 3×3, 32→64, padding 1")]
    [InlineData(32, 4, 1, 1, 3 * 3 * 8 * 64 + 64, "Conv2d 3×3, 32→64, padding 1, 4 groups")]
    [InlineData(32, 32, 2, 1, 3 * 3 * 64 + 64, "Conv2d 3×3, 32→64, stride 2, padding 1, depthwise")]
    [InlineData(32, 1, 1, 2, 3 * 3 * 32 * 64 + 64, "Conv2d 3×3, 32→64, padding 1, dilation 2")]
    public void A_convolution_counts_the_weights_of_its_groups(
        int @in, int groups, int stride, int dilation, int parameters, string description)
    {
        var layer = new Conv2d(@in, 64, kernel: 3, stride, padding: 1, dilation, groups);
        LayerSummary row = new Sequential(layer).Summary([16, 16, @in]).Rows.Single();
        Assert.Equal(parameters, row.Parameters);
        Assert.Equal(description, row.Layer);
        Assert.Equal((parameters - 64L) * row.OutputShape[0] * row.OutputShape[1], row.MultiplyAdds);
        Assert.Equal(row.OutputShape, layer.Forward(Tensor.Zeros([1, 16, 16, @in])).Shape.DropFirst());
    }

    [Fact]
    public void A_grouped_convolution_is_drawn_after_He_with_the_terms_of_its_group()
    {
        Tensor weight = new Conv2d(256, 256, kernel: 3, groups: 4).Weight;
        Assert.Equal(new Shape(3, 3, 64, 256), weight.Shape);
        Assert.Equal(2.0 / (9 * 64), weight.ToArray().Average(w => (double)w * w), 5e-5);
    }

    [Fact]
    public void Channels_that_are_no_multiple_of_the_groups_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new Conv2d(32, 48, kernel: 3, groups: 5));
        Assert.Contains("multiples of 5", error.Message);
    }

    [Fact]
    public void A_dilated_kernel_that_is_too_large_is_refused_with_the_arithmetic()
    {
        var model = new Sequential(new Conv2d(3, 4, kernel: 3, dilation: 4));
        var error = Assert.Throws<ShapeException>(() => model.Forward(Tensor.Zeros([1, 8, 8, 3])));
        Assert.Contains("(8 + 2·0 − 4·(3 − 1) − 1)/1 + 1 leaves no output", error.Message);
    }
}
