using LeptonLab.Nn;
using LeptonLab.Ops;
using LeptonLab.Tests.Conformance;

namespace LeptonLab.Tests.Nn;

/// <summary>The layers that have no parameters: activations and upsampling.</summary>
public class ActivationLayerTests
{
    private static readonly (Layer Layer, Func<Tensor, Tensor> Operation)[] Layers =
    [
        (new LeptonLab.Nn.LeakyRelu(0.2f), x => Ops.LeakyRelu.Apply(x, 0.2f)),
        (new LeptonLab.Nn.Elu(0.5f), x => Ops.Elu.Apply(x, 0.5f)),
        (new LeptonLab.Nn.Gelu(), x => Ops.Gelu.Apply(x)),
        (new LeptonLab.Nn.Gelu(approximate: true), x => Ops.Gelu.Apply(x, true)),
        (new LeptonLab.Nn.Silu(), Ops.Silu.Apply),
        (new LeptonLab.Nn.Softplus(), Ops.Softplus.Apply),
        (new LeptonLab.Nn.Softmax(), x => Ops.Softmax.Apply(x)),
        (new LeptonLab.Nn.Softmax(1), x => Ops.Softmax.Apply(x, 1)),
        (new LeptonLab.Nn.LogSoftmax(), x => Ops.LogSoftmax.Apply(x)),
        (new LeptonLab.Nn.Upsample2d(2), x => Ops.Upsample2d.Apply(x, 2)),
        (new LeptonLab.Nn.Upsample2d(3, UpsampleMode.Bilinear), x => Ops.Upsample2d.Apply(x, 3, UpsampleMode.Bilinear)),
    ];

    [Fact]
    public void A_layer_a_model_and_a_session_give_the_bits_of_the_operation()
    {
        Tensor x = Draw.Tensor([3, 5, 4, 6], 1);
        foreach ((Layer layer, Func<Tensor, Tensor> operation) in Layers)
        {
            Tensor expected = operation(x);
            Assert.Equal(expected.Shape, layer.OutputShape(x.Shape.DropFirst()).Prepend(3));
            Assert.Equal(expected.ToArray(), layer.Forward(x).ToArray());
            Assert.Equal(expected.ToArray(), new Sequential(layer).Forward(x).ToArray());
            Assert.Equal(expected.ToArray(), new Inference(new Sequential(layer), x.Shape).Run(x).ToArray());
        }
    }

    [Fact]
    public void Descriptions_have_what_was_chosen()
    {
        Assert.Equal("LeakyRelu, slope 0.2", new LeptonLab.Nn.LeakyRelu(0.2f).Description);
        Assert.Equal("Gelu, by tanh", new LeptonLab.Nn.Gelu(true).Description);
        Assert.Equal("Softmax, axis 1", new LeptonLab.Nn.Softmax(1).Description);
        Assert.Equal("Upsample2d ×3, bilinear", new LeptonLab.Nn.Upsample2d(3, UpsampleMode.Bilinear).Description);
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused()
    {
        Assert.Contains("axis 3", Assert.Throws<ShapeException>(() => new LeptonLab.Nn.Softmax(3).OutputShape([5, 4])).Message);
        Assert.Contains("[height, width", Assert.Throws<ShapeException>(() => new LeptonLab.Nn.Upsample2d(2).OutputShape([5, 4])).Message);
    }
}
