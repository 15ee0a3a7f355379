using LeptonLab.Explain;
using LeptonLab.Nn;

namespace LeptonLab.Tests.Explain;

/// <summary>A model whose reasons are known: class 1 looks at the left half of the image, class 0 at the right.</summary>
public class ExplainTests
{
    private const int Side = 8;

    [Fact]
    public void Grad_cam_is_bright_where_the_class_looks()
    {
        (Sequential model, Tensor image) = LeftAndRight();
        Tensor left = GradCam.Map(model, image, "conv", [1]), right = GradCam.Map(model, image, "conv", [0]);
        Assert.Equal(new Shape(1, Side, Side, 1), left.Shape);
        Assert.Equal(1, left.ToArray().Max());
        Assert.True(Half(left, true) > 3 * Half(left, false));
        Assert.True(Half(right, false) > 3 * Half(right, true));
    }

    [Fact]
    public void Saliency_is_the_size_of_the_gradient()
    {
        (Sequential model, Tensor image) = LeftAndRight();
        Tensor map = Saliency.Map(model, image, [1]);
        for (int y = 0; y < Side; y++)
        for (int x = 0; x < Side; x++)
            Assert.Equal(x < Side / 2 ? 1 : 0, map[0, y, x, 0], 1e-5);
    }

    [Fact]
    public void Covering_what_a_class_looks_at_costs_its_logit()
    {
        (Sequential model, Tensor image) = LeftAndRight();
        Tensor map = Occlusion.Map(model, image, patch: 2, stride: 2, @class: 1);
        Assert.Equal(new Shape(Side, Side), map.Shape);
        // A patch of four pixels of value 1 holds four of the 32 whose mean is the logit.
        Assert.Equal(4f / 32, map[0, 0], 1e-5);
        Assert.Equal(0, map[0, Side - 1], 1e-5);
    }

    [Fact]
    public void Feature_maps_are_found_by_name()
    {
        (Sequential model, Tensor image) = LeftAndRight();
        Assert.Equal(model.Activations(image)[0].ToArray(), FeatureMaps.Of(model, image, "conv").ToArray());
        Assert.Equal(["conv", "flatten_1", "dense_1"], FeatureMaps.Of(model, image, layers: []).Keys);
        string message = Assert.Throws<LeptonException>(() => FeatureMaps.Of(model, image, "konv")).Message;
        Assert.Contains("conv, flatten_1, dense_1", message);
    }

    [Fact]
    public void Looking_leaves_the_model_as_it_was()
    {
        (Sequential model, Tensor image) = LeftAndRight();
        model.Train();
        string before = model.Fingerprint();
        GradCam.Map(model, image, "conv");
        Saliency.Map(model, image, samples: 3);
        Assert.Equal(before, model.Fingerprint());
        Assert.All(model.Parameters, parameter => Assert.True(parameter.RequiresGrad && parameter.Grad is null));
        Assert.All(model.Descendants(), below => Assert.True(below.Value.IsTraining));
    }

    [Fact]
    public void A_class_that_does_not_exist_is_refused()
    {
        (Sequential model, Tensor image) = LeftAndRight();
        Assert.Contains("Class 2", Assert.Throws<ArgumentException>(() => Saliency.Map(model, image, [2])).Message);
    }

    // Channel 0 of the image is 1 on the left, channel 1 on the right. The convolution copies them; the dense layer has the
    // mean of the left half of channel 0 for class 1, and of the right half of channel 1 for class 0.
    private static (Sequential Model, Tensor Image) LeftAndRight()
    {
        var conv = new Conv2d(2, 2, kernel: 1) { Name = "conv" };
        var dense = new Dense(Side * Side * 2, 2);
        var model = new Sequential(conv, new Flatten(), dense);
        Tensor image = Tensor.Zeros([1, Side, Side, 2]);
        conv.Weight.AsSpan().Clear();
        conv.Weight[0, 0, 0, 0] = conv.Weight[0, 0, 1, 1] = 1;
        dense.Weight.AsSpan().Clear();
        for (int place = 0; place < Side * Side; place++)
        {
            int channel = place % Side < Side / 2 ? 0 : 1;
            image[0, place / Side, place % Side, channel] = 1;
            dense.Weight[2 * place + channel, 1 - channel] = 1f / 32;
        }

        return (model, image);
    }

    private static float Half(Tensor map, bool left) => Enumerable.Range(0, Side * Side)
        .Where(place => place % Side < Side / 2 == left).Sum(place => map.ToArray()[place]);
}
