using LeptonLab.Explain;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Training;

namespace LeptonLab.Tests.Devices;

/// <summary>Every model of the lessons computes on a device with memory of its own what it computes on the processor.</summary>
public class ModelsOnADeviceTests
{
    private static readonly Device There = new FakeDevice();

    public static TheoryData<string> Names => [.. Models.Keys];

    // A model, and the loss of a batch with it.
    private static readonly Dictionary<string, Func<(Module Model, Func<Tensor> Loss)>> Models = new()
    {
        ["ResNet"] = () => Image(new CifarResNet(8), 8, 8),
        ["UNet"] = () => Image(new UNet(3, 2, width: 4, levels: 2), 8, 8),
        ["VisionTransformer"] = () => Image(new VisionTransformer(8, 4, 3, 3, features: 8, heads: 2, layers: 1), 8, 8),
        ["GridDetector"] = () =>
        {
            var model = new GridDetector(3, 2, width: 4);
            return (model, () => model.Loss(model.Call(Images(16, 16).To(model.Device)), [[new TrueObject(1, new Box(2, 3, 9, 12))], []]));
        },
        ["Crnn"] = () =>
        {
            Crnn model = Crnn.CreateSmall(5, channels: 3);
            return (model, () => model.Loss(Images(32, 40), [[1, 2], [3]]));
        },
        ["CharLstm"] = () =>
        {
            var model = new CharLstm(6, hidden: 8);
            return (model, () => model.Loss([[1, 2, 3, 4], [5, 0, 1, 2]]));
        },
        ["Transformer"] = () =>
        {
            var model = new Transformer(7, features: 8, heads: 2, hidden: 16, layers: 1, normFirst: true);
            Tensor source = Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]);
            return (model, () => Ops.SoftmaxCrossEntropy.Apply(model.Forward(source, source, [3, 2]), [2, 3, 4, 5, 6, 0]));
        },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Losses_and_gradients_have_the_processors_bits(string name)
    {
        (float here, float[][] gradients) = Learn(name, Device.Cpu);
        (float there, float[][] others) = Learn(name, There);
        Assert.Equal(here, there);
        Assert.Equal(gradients, others);
    }

    [Fact]
    public void Texts_are_written_there_too()
    {
        var lstm = new CharLstm(6, hidden: 8);
        var transformer = new Transformer(7, features: 8, heads: 2, hidden: 16, layers: 1);
        Tensor source = Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]);
        int[] text = lstm.Generate([1, 2], 20, new RandomStream(1));
        int[][] translation = transformer.Write(source, 0, end: null, most: 20);
        lstm.To(There);
        transformer.To(There);
        Assert.Equal(text, lstm.Generate([1, 2], 20, new RandomStream(1)));
        Assert.Equal(translation, transformer.Write(source, 0, end: null, most: 20));
    }

    [Fact]
    public void Maps_that_explain_are_made_there_too()
    {
        var model = new Sequential(new Conv2d(3, 4, kernel: 3), new Relu(), new Flatten(), new Dense(4 * 36, 3));
        Tensor images = Images(8, 8);
        Tensor[] here = Maps();
        model.To(There);
        Tensor[] there = Maps();
        Assert.Equal(here.Select(map => map.ToArray()), there.Select(map => map.ToArray()));

        Tensor[] Maps() =>
        [
            GradCam.Map(model, images, "conv2d_1"), Saliency.Map(model, images, samples: 2), FeatureMaps.Of(model, images, "relu_1"),
            Occlusion.Map(model, images.Slice(0, 0, 1), patch: 4),
        ];
    }

    private static (float Loss, float[][] Gradients) Learn(string name, Device device)
    {
        (Module model, Func<Tensor> lossOf) = Models[name]();
        model.To(device).Train();
        using TensorScope scope = TensorScope.Begin();
        Tensor loss = lossOf();
        loss.Backward();
        Assert.Same(device, loss.Device);
        return (loss.Item(), [.. model.Parameters.Select(parameter => parameter.Grad?.ToArray() ?? [])]);
    }

    private static (Module Model, Func<Tensor> Loss) Image(Layer model, int height, int width) =>
        (model, () => model.Call(Images(height, width).To(model.Device)).Pow(2).Mean());

    private static Tensor Images(int height, int width) => Tensor.Uniform([2, height, width, 3], new RandomStream(3), -1, 1);
}
