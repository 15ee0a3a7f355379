using LeptonLab.IO;
using LeptonLab.IO.Onnx;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using Microsoft.ML.OnnxRuntime;

namespace LeptonLab.Onnx.Tests;

/// <summary>The graph is the one that a library with channels first would write.</summary>
public sealed class GraphTests
{
    [Fact]
    public void ResNet_18_has_the_operators_of_PyTorchs_export_and_no_others()
    {
        ResNet model = ResNet.Create18(classes: 10);
        ExportedFile.Disturb(model);
        using ExportedFile file = ExportedFile.Of(model, [40, 33, 3], OnnxLayout.Nchw);
        var expected = new Dictionary<string, int>
        {
            ["Conv"] = 20,
            ["BatchNormalization"] = 20,
            ["Relu"] = 17,
            ["MaxPool"] = 1,
            ["Add"] = 8,
            ["GlobalAveragePool"] = 1,
            ["Flatten"] = 1,
            ["Gemm"] = 1,
        };
        Assert.Equal(expected.OrderBy(type => type.Key), Types(file).OrderBy(type => type.Key));

        OnnxRuntimeModel.SkipIfMissing();
        using InferenceSession session = OnnxRuntimeModel.Load(file.Path);
        Tensor x = ExportedFile.Draw([3, 40, 33, 3]);
        ExportedFile.AssertClose(model.Forward(x), session.Run(("input", x.Permute(0, 3, 1, 2))), tolerance: 1e-4);
    }

    [Fact]
    public void Images_in_our_order_are_transposed_once()
    {
        var model = new Sequential(
            new Residual(
                new Sequential(new Conv2d(3, 8, kernel: 3, padding: 1), new BatchNorm2d(8), new Relu(), new MaxPool2d(3, stride: 1, padding: 1)),
                new Conv2d(3, 8, kernel: 1)),
            new Flatten(), new Relu(), new Dropout(), new Dense(8 * 36, 4));
        using ExportedFile file = ExportedFile.Of(model, [6, 6, 3]);
        Assert.Equal(1, Types(file)["Transpose"]);
    }

    [Fact]
    public void Weights_have_their_paths_for_names_and_shared_ones_are_there_once()
    {
        using ExportedFile resNet = ExportedFile.Of(new CifarResNet(depth: 8, shortcut: Shortcut.Projection), [16, 16, 3]);
        string[] names = Names(resNet);
        Assert.Contains("layer2.0.downsample.0.weight", names);
        Assert.Contains("layer3.0.bn2.running_var", names);
        Assert.Equal(9 + 9 * 4 + 2, names.Length); // kernels, four numbers of each normalization, the dense layer's two

        using ExportedFile transformer = ExportedFile.Of(new Transformer(13, 16, 4, 32, 2));
        Assert.Single(Names(transformer), name => name.StartsWith("embedding", StringComparison.Ordinal));
    }

    [Fact]
    public void A_kernel_that_two_layers_share_is_there_once()
    {
        var shared = new Conv2d(3, 3, kernel: 1);
        using ExportedFile file = ExportedFile.Of(new Residual(shared, new Sequential(new Relu(), shared)), [4, 4, 3]);
        Assert.Equal(2, Names(file).Length);
    }

    private static Dictionary<string, int> Types(ExportedFile file) =>
        Texts(file, message: 1, field: 4).CountBy(type => type).ToDictionary();

    private static string[] Names(ExportedFile file) => Texts(file, message: 5, field: 8);

    // A text of each message of a kind in GraphProto, field 7 of ModelProto.
    private static string[] Texts(ExportedFile file, int message, int field)
    {
        var texts = new List<string>();
        var model = new ProtobufReader(File.ReadAllBytes(file.Path));
        while (model.Next())
        {
            if (model.Field != 7)
                continue;
            var graph = new ProtobufReader(model.Bytes);
            while (graph.Next())
            {
                if (graph.Field != message)
                    continue;
                var inner = new ProtobufReader(graph.Bytes);
                while (inner.Next())
                {
                    if (inner.Field == field)
                        texts.Add(inner.Text);
                }
            }
        }

        return [.. texts];
    }
}
