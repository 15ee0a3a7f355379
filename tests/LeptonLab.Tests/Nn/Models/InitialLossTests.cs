using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;

namespace LeptonLab.Tests.Nn.Models;

/// <summary>A model that has learnt nothing should not prefer any class: its loss is log C.</summary>
public class InitialLossTests
{
    public static TheoryData<string> Classifiers => [.. Models().Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Classifiers))]
    public void The_first_loss_is_the_logarithm_of_the_number_of_classes(string name)
    {
        (_, Func<Layer> create, Shape image, int classes) = Models().Single(model => model.Name == name);
        Layer model = create();
        Tensor x = Tensor.Normal(image.Prepend(8), new RandomStream(1));
        int[] labels = [.. Enumerable.Range(0, 8).Select(n => n * 7 % classes)];
        foreach (bool training in new[] { false, true })
        {
            if (training)
                model.Train();
            float loss = Ops.SoftmaxCrossEntropy.Apply(model.Call(x), labels).Item();
            Assert.InRange(loss / Math.Log(classes), 0.95, 1.05);
        }
    }

    private static (string Name, Func<Layer> Create, Shape Image, int Classes)[] Models() =>
    [
        ("reference CNN", () => ReferenceCnn.Create([32, 32, 3], 10), [32, 32, 3], 10),
        ("small CNN", () => SmallCnn.Create([28, 28, 1], 10), [28, 28, 1], 10),
        ("AlexNet", () => AlexNet.Create(20), AlexNet.Input, 20),
        ("ResNet-18", () => ResNet.Create18(100), [64, 64, 3], 100),
        ("ResNet-50", () => ResNet.Create50(100), [64, 64, 3], 100),
        ("ResNet-20", () => new CifarResNet(20), [32, 32, 3], 10),
        ("ResNet-20 with projections", () => new CifarResNet(20, shortcut: Shortcut.Projection), [32, 32, 3], 10),
        ("plain network of 20 layers", () => new CifarResNet(20, skips: false), [32, 32, 3], 10),
        ("Vision Transformer", () => new VisionTransformer(32, 4, 10, features: 48, layers: 3), [32, 32, 3], 10),
    ];
}
