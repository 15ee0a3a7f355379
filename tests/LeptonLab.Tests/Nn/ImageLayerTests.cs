using LeptonLab.Nn;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Nn;

public class ImageLayerTests
{
    [Fact]
    public void Normalizations_in_a_session_give_the_same_bits_and_allocate_nothing()
    {
        var model = new Sequential(
            new LocalResponseNorm(), new GroupNorm(4, 16), new AdaptiveAvgPool2d(3, 5), new LayerNorm(16), new Dropout(0.3f));
        Tensor x = Tensor.Uniform([2, 7, 9, 16], new RandomStream(1));
        var session = new Inference(model, x.Shape);
        Assert.Equal(model.Forward(x).ToArray(), session.Run(x).ToArray());
        Assert.Equal(0, Allocations.OfSteadyState(() => session.Run(x)));
    }

    [Fact]
    public void A_transposed_convolution_undoes_the_halving_of_one_with_the_same_numbers()
    {
        var model = new Sequential(
            new Conv2d(3, 8, kernel: 3, stride: 2, padding: 1), new ConvTranspose2d(8, 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1));
        Assert.Equal([14, 20, 3], model.OutputShape([14, 20, 3]));
        Tensor x = Tensor.Uniform([2, 14, 20, 3], new RandomStream(1));
        Assert.Equal(x.Shape, model.Forward(x).Shape);
        Assert.Equal(model.Forward(x).ToArray(), new Inference(model, x.Shape).Run(x).ToArray());
        Assert.Equal([3, 3, 3, 8], ((ConvTranspose2d)model.Layers[1]).Weight.Shape);
        Assert.Equal(7 * 10 * 9 * 8 * 3, model.Layers[1].MultiplyAdds([7, 10, 8]));
        Assert.Equal("ConvTranspose2d 3×3, 8→3, stride 2, padding 1, output padding 1", model.Layers[1].Description);
    }

    [Fact]
    public void Pooled_over_the_whole_image_it_needs_no_Flatten()
    {
        var model = new Sequential(new Conv2d(3, 8, kernel: 3, bias: false), new BatchNorm2d(8), new Relu(), new GlobalAvgPool2d(), new Dense(8, 10));
        Assert.Equal([10], model.OutputShape([9, 12, 3]));
        Assert.Equal([5, 10], model.Forward(Tensor.Ones([5, 9, 12, 3])).Shape);
    }

    [Fact]
    public void Wrong_shapes_are_refused_in_the_users_terms()
    {
        string Refused(Layer layer, Shape input) => Assert.Throws<ShapeException>(() => layer.OutputShape(input)).Message;
        Assert.Contains("expects vectors […, 8]; got [9]", Refused(new LayerNorm(8), [9]));
        Assert.Contains("expects images […, 8]; got [3, 3, 9]", Refused(new GroupNorm(2, 8), [3, 3, 9]));
        Assert.Contains("expects images with pixels", Refused(new GlobalAvgPool2d(), [0, 3, 9]));
        Assert.Contains("expects images [height, width, channels]; got [9]", Refused(new AdaptiveMaxPool2d(2), [9]));
        Assert.Contains("⌊(2 − 3)/3⌋ + 1 leaves no output", Refused(new AvgPool2d(3), [9, 2, 1]));
        Assert.Contains("expects images [height, width, 3]; got [9, 9, 4]", Refused(new ConvTranspose2d(3, 8, 2), [9, 9, 4]));
        Assert.Contains("1·(1 − 1) + 1·(2 − 1) + 1 − 2·1 + 0 = 0", Refused(new ConvTranspose2d(3, 8, 2, padding: 1), [1, 9, 3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConvTranspose2d(3, 8, 2, outputPadding: 1));
        Assert.Throws<ArgumentException>(() => new GroupNorm(3, 8));
        Assert.Throws<ArgumentException>(() => new LocalResponseNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm(8, epsilon: 0));
    }
}
