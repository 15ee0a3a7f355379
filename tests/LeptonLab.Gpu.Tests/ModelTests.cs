using LeptonLab.Explain;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;
using LeptonLab.Tests.Conformance;
using LeptonLab.Training;

namespace LeptonLab.Tests;

/// <summary>The lessons' convolutional networks, on a device where an operation without a kernel is an error.</summary>
public class ModelTests
{
    private static readonly Device There = Gpu.GpuDevices.OpenOnCpu(fallsBack: false);

    public static TheoryData<string> Names => [.. Models.Keys];

    // A model, and the loss of a batch with it.
    private static readonly Dictionary<string, Func<(Layer Model, Func<Tensor> Loss)>> Models = new()
    {
        ["SmallCnn"] = () => Classifier(8, new Conv2d(3, 4, kernel: 3), new Relu(), new MaxPool2d(2), new Flatten(), new Dense(36, 3)),
        ["AlexNet"] = () =>
        {
            Layer Normalization() => new LocalResponseNorm(size: 5, alpha: 5e-4f, beta: 0.75f, k: 2);
            return Classifier(
                15,
                [
                    new Conv2d(3, 8, kernel: 5, stride: 2), new Relu(), Normalization(), new MaxPool2d(3, stride: 2),
                    new Conv2d(8, 8, kernel: 3, padding: 1, groups: 2), new Relu(), Normalization(), new Flatten(),
                    new Dense(32, 16), new Relu(), new Dropout(0.5f), new Dense(16, 3),
                ]);
        },
        ["ResNet-20"] = () => Classifier(8, new CifarResNet(20, classes: 3)),
        ["ResNet-8 with projections"] = () => Classifier(8, new CifarResNet(8, classes: 3, shortcut: Shortcut.Projection)),
        ["GroupNorm"] = () => Classifier(
            6, new Conv2d(3, 8, kernel: 3), new GroupNorm(2, 8), new Silu(), new GlobalAvgPool2d(), new Dense(8, 3)),
        ["UNet"] = () =>
        {
            var model = new UNet(3, 2, width: 4, levels: 2);
            return (model, Loss);

            Tensor Loss()
            {
                Tensor p = Ops.Softmax.Apply(model.Call(Images(8).To(model.Device)), -1);
                Tensor masks = Tensor.Uniform(p.Shape, new RandomStream(4)).To(model.Device);
                return Ops.DiceLoss.Apply(p, masks) + Ops.BinaryFocalLoss.Apply(p, Ops.Compare.Apply(masks, p, Ops.Comparison.Greater));
            }
        },
        ["Crnn's maps"] = () => MeanSquare(
            new Sequential(
                new Conv2d(3, 4, kernel: 3, padding: 1), new BatchNorm2d(4), new Relu(), new MaxPool2d((2, 1)), new ColumnsToSequence(),
                new LayerNorm(16)),
            8),
        ["VisionTransformer"] = () => MeanSquare(new VisionTransformer(8, 4, 3, 3, features: 8, heads: 2, layers: 1), 8),
        ["GridDetector"] = () =>
        {
            var model = new GridDetector(3, 2, width: 4);
            return (model, () => model.Loss(model.Call(Images(16).To(model.Device)), [[new TrueObject(1, new Box(2, 3, 9, 12))], []]));
        },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_of_training_needs_nothing_but_kernels_and_follows_the_processor(string name)
    {
        (double[] losses, Tensor[] gradients) = Learn(name, Device.Cpu);
        (double[] otherLosses, Tensor[] others) = Learn(name, There);
        for (int step = 0; step < losses.Length; step++)
            Assert.Equal(losses[step], otherLosses[step], 2e-3 * Math.Max(1, Math.Abs(losses[step])));
        foreach ((Tensor expected, Tensor actual) in gradients.Zip(others))
            Assert.InRange(Draw.Difference(Draw.ToDouble(expected), actual), 0, 2e-3);
    }

    [Fact]
    public void Maps_that_explain_need_nothing_but_kernels()
    {
        var model = new Sequential(new Conv2d(3, 4, kernel: 3), new Relu(), new Flatten(), new Dense(4 * 36, 3));
        Tensor images = Images(8);
        Tensor[] here = Maps();
        model.To(There);
        foreach ((Tensor expected, Tensor actual) in here.Zip(Maps()))
            Assert.InRange(Draw.Difference(Draw.ToDouble(expected), actual), 0, 1e-4);

        Tensor[] Maps() =>
        [
            GradCam.Map(model, images, "conv2d_1"), Saliency.Map(model, images, samples: 2), FeatureMaps.Of(model, images, "relu_1"),
            Occlusion.Map(model, images.Slice(0, 0, 1), patch: 4),
        ];
    }

    private static (double[] Losses, Tensor[] Gradients) Learn(string name, Device device)
    {
        (Layer model, Func<Tensor> lossOf) = Models[name]();
        model.To(device).Train();
        var optimizer = new Adam(1e-3f);
        var losses = new double[2];
        for (int step = 0; step < losses.Length; step++)
        {
            model.ZeroGrad();
            Tensor loss = lossOf();
            loss.Backward();
            losses[step] = loss.Item();
            if (step == 0)
                optimizer.Step(model.Parameters);
        }

        return (losses, [.. model.Parameters.Select(parameter => parameter.Grad!)]);
    }

    private static (Layer Model, Func<Tensor> Loss) Classifier(int side, params Layer[] layers)
    {
        var model = new Sequential(layers);
        return (model, () => Ops.SoftmaxCrossEntropy.Apply(model.Call(Images(side).To(model.Device)), [2, 0]));
    }

    private static (Layer Model, Func<Tensor> Loss) MeanSquare(Layer model, int side) =>
        (model, () => (model.Call(Images(side).To(model.Device)) - 0.5f).Pow(2).Mean());

    private static Tensor Images(int side) => Tensor.Uniform([2, side, side, 3], new RandomStream(3), -1, 1);
}
