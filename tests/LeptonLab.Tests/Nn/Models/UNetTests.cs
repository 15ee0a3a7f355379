using LeptonLab.Nn.Models;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Nn.Models;

public class UNetTests
{
    [Fact]
    public void Every_pixel_gets_its_logits()
    {
        var model = new UNet(channels: 3, classes: 4, width: 4, levels: 2);
        Assert.Equal(new Shape(24, 16, 4), model.OutputShape([24, 16, 3]));
        Assert.Equal(new Shape(2, 24, 16, 4), model.Forward(Tensor.Uniform([2, 24, 16, 3], new RandomStream(1))).Shape);
    }

    [Fact]
    public void A_size_that_cannot_be_halved_is_refused_with_the_multiple()
    {
        var model = new UNet(1, 2);
        Assert.Contains("multiples of 8", Assert.Throws<ShapeException>(() => model.OutputShape([60, 64, 1])).Message);
        Assert.Contains("multiples of 8", Assert.Throws<ShapeException>(() => model.Forward(Tensor.Ones([1, 60, 64, 1]))).Message);
    }

    [Fact]
    public void The_uppermost_maps_reach_the_output_past_all_levels()
    {
        // With a silent way up, what is left are the maps of the first level.
        var model = new UNet(channels: 1, classes: 2, width: 4, levels: 1);
        foreach ((string name, Tensor parameter) in model.NamedParameters())
        {
            if (name.Contains(".up."))
                parameter.AsSpan().Clear();
        }

        Tensor a = Tensor.Uniform([1, 8, 8, 1], new RandomStream(1)), b = Tensor.Uniform([1, 8, 8, 1], new RandomStream(2));
        Assert.NotEqual(model.Forward(a).ToArray(), model.Forward(b).ToArray());
    }
}
