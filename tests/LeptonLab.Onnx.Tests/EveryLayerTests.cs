using LeptonLab.Nn;
using LeptonLab.Nn.Models;

namespace LeptonLab.Onnx.Tests;

/// <summary>No layer of the library is forgotten.</summary>
public sealed class EveryLayerTests
{
    // Layers that Fuse makes are written as their parts: OnnxFileTests compares the files.
    private static readonly Type[] Fused = [typeof(Conv2dReluPool), typeof(Conv2dActivation), typeof(DenseActivation), typeof(BatchNormActivation)];

    [Fact]
    public void Every_layer_is_in_one_of_the_models_that_are_exported_here()
    {
        IEnumerable<Layer> models =
        [
            .. LayerExportTests.Layers.Select(row => row.Data.Item2),
            .. SequenceExportTests.FromNumbers.Select(row => row.Data.Item2),
            .. SequenceExportTests.FromTokens.Select(row => row.Data.Item2),
            .. SequenceExportTests.FromImages.Select(row => row.Data.Item2),
            .. ModelExportTests.Models.Select(row => row.Data.Item2),
            .. ModelExportTests.LargeModels.Select(row => row.Data.Item2),
            new CharLstm(characters: 2),
        ];
        HashSet<Type> exported = [.. models.SelectMany(model => model.Descendants()).Select(below => below.Value.GetType()), .. Fused];
        IEnumerable<Type> all = typeof(Layer).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract);
        Assert.Empty(all.Except(exported).Select(type => type.Name));
    }
}
