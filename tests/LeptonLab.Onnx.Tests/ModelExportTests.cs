using LeptonLab.IO.Onnx;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using Microsoft.ML.OnnxRuntime;

namespace LeptonLab.Onnx.Tests;

/// <summary>Every model, with its running statistics away from their first values, is computed by ONNX Runtime as by us.</summary>
public sealed class ModelExportTests
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string, Layer, int[]> Models => new()
    {
        { "ReferenceCnn", ReferenceCnn.Create([30, 26, 3], 10), [30, 26, 3] },
        { "SmallCnn", SmallCnn.Create([28, 28, 1], 10), [28, 28, 1] },
        { "CifarResNet, identities", new CifarResNet(depth: 20), [16, 17, 3] },
        { "CifarResNet, projections", new CifarResNet(depth: 8, shortcut: Shortcut.Projection), [16, 17, 3] },
        { "plain network", new CifarResNet(depth: 8, skips: false), [16, 17, 3] },
        { "GridDetector", new GridDetector(channels: 3, classes: 4, width: 8), [24, 32, 3] },
        { "UNet", new UNet(channels: 2, classes: 3, width: 4, levels: 2), [12, 8, 2] },
        { "Crnn", Crnn.CreateSmall(characters: 12), [32, 40, 1] },
        { "VisionTransformer", new VisionTransformer(side: 16, patch: 4, classes: 10, features: 24, heads: 3, layers: 3), [16, 16, 3] },
    };

    public static TheoryData<string, Layer, int[]> LargeModels => new()
    {
        { "AlexNet with fewer units", SmallAlexNet(), [67, 99, 3] },
        { "ResNet-34", ResNet.Create34(classes: 10), [33, 33, 3] },
        { "ResNet-50", ResNet.Create50(classes: 10), [33, 33, 3] },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void ONNX_Runtime_gives_our_outputs(string name, Layer model, int[] input)
    {
        Assert.NotEmpty(name);
        ExportedFile.AssertSame(model, new Shape(input), Tolerance);
    }

    [Theory]
    [MemberData(nameof(LargeModels))]
    public void ONNX_Runtime_gives_the_outputs_of_large_models(string name, Layer model, int[] input)
    {
        Assert.NotEmpty(name);
        ExportedFile.AssertSame(model, new Shape(input), Tolerance, layouts: [OnnxLayout.Nchw]);
    }

    [Fact]
    public void A_character_LSTM() => ExportedFile.AssertSame(new CharLstm(characters: 9, hidden: 12, layers: 2), [7], Tolerance, tokens: 9);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_Transformer_takes_sources_and_targets_of_any_length(bool normFirst)
    {
        OnnxRuntimeModel.SkipIfMissing();
        var model = new Transformer(vocabulary: 13, features: 16, heads: 4, hidden: 32, layers: 2, normFirst: normFirst);
        ExportedFile.Disturb(model);
        using ExportedFile file = ExportedFile.Of(model);
        using InferenceSession session = OnnxRuntimeModel.Load(file.Path);
        foreach ((int batch, int sourceTime, int targetTime) in new[] { (1, 5, 7), (3, 9, 1), (2, 1, 4) })
        {
            Tensor source = ExportedFile.Tokens([batch, sourceTime], 13), target = ExportedFile.Tokens([batch, targetTime], 13, stream: 1);
            Tensor expected = model.Forward(source, target);
            ExportedFile.AssertClose(expected, session.Run(("source", source), ("target", target)), Tolerance);
        }
    }

    // The paper's dense layers have 54 million numbers.
    private static Sequential SmallAlexNet()
    {
        IEnumerable<Layer> maps = AlexNet.Create().Layers.TakeWhile(layer => layer is not Flatten);
        return new([.. maps, new Flatten(), new Dense(2 * 256, 20), new Relu(), new Dropout(), new Dense(20, 10)]);
    }
}
