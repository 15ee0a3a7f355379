using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Nn.Models;

public class ResNetTests
{
    // Parameters: torchvision's table of its models. Multiply-adds: He et al., CVPR 2016, table 1, in units of 10⁹.
    [Theory]
    [InlineData(18, 11_689_512, 1.8)]
    [InlineData(34, 21_797_672, 3.6)]
    [InlineData(50, 25_557_032, 3.8)]
    public void Parameters_and_multiply_adds_are_those_of_the_tables(int depth, long parameters, double billions)
    {
        ResNet model = depth switch
        {
            18 => ResNet.Create18(),
            34 => ResNet.Create34(),
            _ => ResNet.Create50(strideInFirst: true),
        };
        ModelSummary summary = model.Summary([224, 224, 3]);
        Assert.Equal(parameters, model.ParameterCount);
        Assert.Equal(parameters, summary.Parameters);
        Assert.InRange(summary.MultiplyAdds / 1e9, billions - 0.07, billions + 0.07);
        Assert.Equal(model.MultiplyAdds([224, 224, 3]), summary.MultiplyAdds);
        Assert.Equal(new Shape(1000), model.OutputShape([224, 224, 3]));
    }

    [Fact]
    public void The_later_form_of_the_bottleneck_has_as_many_parameters_and_more_work()
    {
        ResNet paper = ResNet.Create50(strideInFirst: true), later = ResNet.Create50();
        Assert.Equal(paper.ParameterCount, later.ParameterCount);
        Assert.InRange(later.MultiplyAdds([224, 224, 3]) / 1e9, 4.05, 4.15);
    }

    // He et al., CVPR 2016, table 6, in millions.
    [Theory]
    [InlineData(20, 0.27)]
    [InlineData(32, 0.46)]
    [InlineData(56, 0.85)]
    public void Small_networks_have_the_papers_parameters(int depth, double millions) =>
        Assert.Equal(millions, Math.Round(new CifarResNet(depth).ParameterCount / 1e6, 2));

    [Fact]
    public void A_projection_has_parameters_and_the_plain_network_none_at_all_for_it()
    {
        long identity = new CifarResNet(20).ParameterCount;
        // Two 1×1 convolutions, 16→32 and 32→64, with a scale and a shift for each of their channels.
        Assert.Equal(identity + 16 * 32 + 2 * 32 + 32 * 64 + 2 * 64, new CifarResNet(20, shortcut: Shortcut.Projection).ParameterCount);
        Assert.Equal(identity, new CifarResNet(20, skips: false).ParameterCount);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(18)]
    [InlineData(2)]
    public void A_depth_that_does_not_exist_is_refused(int depth) =>
        Assert.Contains("6n + 2", Assert.Throws<ArgumentOutOfRangeException>(() => new CifarResNet(depth)).Message);

    [Fact]
    public void The_parts_have_the_names_of_torchvision()
    {
        string[] names = [.. ResNet.Create18().NamedParameters().Select(named => named.Key)];
        Assert.Contains("conv1.weight", names);
        Assert.Contains("bn1.bias", names);
        Assert.Contains("layer1.0.conv1.weight", names);
        Assert.Contains("layer2.0.downsample.0.weight", names);
        Assert.Contains("layer2.0.downsample.1.weight", names);
        Assert.Contains("layer4.1.bn2.weight", names);
        Assert.Contains("fc.bias", names);
        Assert.DoesNotContain("conv1.bias", names);
        Assert.Contains("layer3.1.bn1.running_var", ResNet.Create18().NamedBuffers().Select(named => named.Key));
        Assert.Equal(62, names.Length);
    }

    [Theory]
    [InlineData(Shortcut.Identity)]
    [InlineData(Shortcut.Projection)]
    public void Prepared_and_fused_networks_agree_with_the_forward_pass(Shortcut shortcut)
    {
        var model = new CifarResNet(8, shortcut: shortcut);
        Tensor x = Tensor.Uniform([3, 16, 15, 3], new RandomStream(3), -1, 1);
        // Statistics that are not those of the beginning.
        model.Train();
        model.Forward(x);
        model.Eval();
        float[] expected = model.Forward(x).ToArray();
        Assert.Equal(expected, model.Fused().Forward(x).ToArray());
        var session = new Inference(model, x.Shape);
        AssertClose(expected, session.Run(x).ToArray());

        model.Train();
        model.Forward(x);
        model.Eval();
        AssertClose(model.Forward(x).ToArray(), session.Run(x).ToArray());
        Assert.Equal(0, Allocations.OfSteadyState(() => session.Run(x)));
    }

    [Fact]
    public void Fused_and_separate_training_steps_have_the_same_gradients_to_the_bit()
    {
        Tensor x = Tensor.Uniform([4, 16, 16, 3], new RandomStream(3), -1, 1);
        float[][] Gradients(bool fused)
        {
            var model = new CifarResNet(8);
            model.Train();
            Tensor loss = Ops.SoftmaxCrossEntropy.Apply((fused ? model.Fused() : model).Forward(x), [0, 3, 5, 9]);
            loss.Backward();
            return [.. model.Parameters.Select(parameter => parameter.Grad!.ToArray())];
        }

        Assert.Equal(Gradients(fused: false), Gradients(fused: true));
    }

    [Fact]
    public void A_block_without_weights_in_its_body_passes_its_input()
    {
        var block = new BasicBlock(8, 8);
        foreach ((string name, Tensor parameter) in block.NamedParameters())
        {
            if (name.StartsWith("bn2"))
                parameter.AsSpan().Clear();
        }

        Tensor x = Tensor.Uniform([2, 5, 7, 8], new RandomStream(3), 0, 1);
        Assert.Equal(x.ToArray(), block.Forward(x).ToArray());
    }

    [Fact]
    public void A_misfit_names_the_layer_by_its_place()
    {
        var error = Assert.Throws<ShapeException>(() => new CifarResNet(20).OutputShape([32, 32, 1]));
        Assert.Contains("conv1", error.Message);
        Assert.Contains("[32, 32, 1]", error.Message);
        var residual = Assert.Throws<ShapeException>(() => new Sequential(new Residual(new Conv2d(3, 4, kernel: 3))).OutputShape([8, 8, 3]));
        Assert.Contains("[6, 6, 4]", residual.Message);
        Assert.Contains("shortcut", residual.Message);
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        double largest = expected.Max(Math.Abs);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / largest, 0, 1e-5);
    }
}
