using System.Text.Json;
using LeptonLab.IO.Onnx;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using Microsoft.ML.OnnxRuntime;

namespace LeptonLab.Onnx.Tests;

/// <summary>What stands in a file besides the graph, and what is refused.</summary>
public sealed class OnnxFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lepton-onnx-");

    private string File => Path.Combine(_folder.FullName, "model.onnx");

    [Fact]
    public void A_fused_model_gives_the_same_file()
    {
        Sequential model = SmallCnn.Create([12, 12, 1], 4);
        byte[] plain = Bytes(model, [12, 12, 1]);
        Assert.Equal(plain, Bytes(model.Fuse(), [12, 12, 1]));
    }

    [Fact]
    public void A_fused_residual_network_gives_the_same_file()
    {
        var model = new Sequential(new Conv2d(3, 16, kernel: 3), new BasicBlock(16, 16), new BatchNorm2d(16), new Relu(), new GlobalAvgPool2d(), new Dense(16, 2), new Tanh());
        byte[] plain = Bytes(model, [9, 9, 3]);
        Assert.Equal(plain, Bytes(model.Fuse(), [9, 9, 3]));
    }

    [Fact]
    public void A_model_in_training_is_exported_as_it_is_in_use()
    {
        var model = new Sequential(new Conv2d(3, 4, kernel: 3), new BatchNorm2d(4), new Dropout());
        byte[] inUse = Bytes(model, [6, 6, 3]);
        model.Train();
        Assert.Equal(inUse, Bytes(model, [6, 6, 3]));
        Assert.True(model.IsTraining);
    }

    [Fact]
    public void It_says_who_made_it_and_what_the_classes_are()
    {
        OnnxRuntimeModel.SkipIfMissing();
        string[] names = ["cat", "dog", "Übergröße \"XL\""];
        OnnxFile.Save(SmallCnn.Create([12, 12, 1], 3), [12, 12, 1], File, classes: names);
        using InferenceSession session = OnnxRuntimeModel.Load(File);
        Assert.Equal("LeptonLab", session.ModelMetadata.ProducerName);
        Assert.Equal(names, JsonSerializer.Deserialize<string[]>(session.ModelMetadata.CustomMetadataMap["classes"]));
        Assert.Equal([-1, 12, 12, 1], session.InputMetadata["input"].Dimensions);
        Assert.Equal([-1, 3], session.OutputMetadata["output"].Dimensions);
    }

    [Theory]
    [InlineData("3 outputs, but 2 names", "cat", "dog")]
    [InlineData("Class 1 has no name", "cat", "", "bird")]
    public void Names_of_classes_that_are_too_few_or_empty_are_refused(string because, params string[] classes)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => OnnxFile.Save(SmallCnn.Create([12, 12, 1], 3), [12, 12, 1], File, classes: classes));
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void A_layer_without_a_counterpart_is_named_and_no_file_appears()
    {
        var model = new Sequential(new Residual(new Sequential(new Relu(), new Doubled { Name = "twice" })));
        LeptonException error = Assert.Throws<LeptonException>(() => OnnxFile.Save(model, [4], File));
        Assert.Contains("twice (Doubled), at 'residual_1.body.twice',", error.Message, StringComparison.Ordinal);
        Assert.Contains("Compose", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused() =>
        Assert.Throws<ShapeException>(() => OnnxFile.Save(SmallCnn.Create([12, 12, 1], 4), [12, 12, 3], File));

    [Fact]
    public void A_model_beyond_the_formats_two_gigabytes_is_refused_before_it_is_drawn()
    {
        LeptonException error = Assert.Throws<LeptonException>(() => OnnxFile.Save(new Dense(30_000, 30_000), [30_000], File));
        Assert.Contains("900,030,000", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private byte[] Bytes(Layer model, Shape input)
    {
        OnnxFile.Save(model, input, File);
        return System.IO.File.ReadAllBytes(File);
    }

    private sealed class Doubled : Layer
    {
        public override Tensor Forward(Tensor x) => x + x;

        public override Shape OutputShape(Shape input) => input;
    }
}
