using LeptonLab.IO;
using LeptonLab.Nn;

namespace LeptonLab.Tests.IO.PyTorch;

public sealed class PyTorchWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kernels_are_stored_output_by_output_and_channels_before_pixels()
    {
        var model = new Sequential(new Conv2d(2, 3, kernel: 2) { Name = "conv" });
        Fill(model);
        Tensor theirs = Saved(model)["conv.weight"];
        Assert.Equal([3, 2, 2, 2], theirs.Shape);
        Tensor ours = ((Conv2d)model.Layers[0]).Weight;
        for (int o = 0; o < 3; o++)
        for (int i = 0; i < 2; i++)
        for (int y = 0; y < 2; y++)
        for (int x = 0; x < 2; x++)
            Assert.Equal(ours[y, x, i, o], theirs[o, i, y, x]);
    }

    [Fact]
    public void A_dense_layer_behind_an_image_takes_its_numbers_channel_by_channel()
    {
        // Images of 2 × 3 pixels and 4 channels reach the dense layer.
        var model = new Sequential(new Conv2d(1, 4, kernel: 1), new Relu(), new Flatten(), new Dense(2 * 3 * 4, 5), new Dense(5, 8));
        Fill(model);
        IReadOnlyDictionary<string, Tensor> saved = Saved(model);
        Assert.Equal(["0.weight", "0.bias", "3.weight", "3.bias", "4.weight", "4.bias"], saved.Keys);
        Tensor ours = ((Dense)model.Layers[3]).Weight, theirs = saved["3.weight"];
        Assert.Equal([5, 24], theirs.Shape);
        for (int o = 0; o < 5; o++)
        for (int y = 0; y < 2; y++)
        for (int x = 0; x < 3; x++)
        for (int c = 0; c < 4; c++)
            Assert.Equal(ours[(y * 3 + x) * 4 + c, o], theirs[o, (c * 2 + y) * 3 + x]);

        // The next one takes a vector.
        Assert.Equal(((Dense)model.Layers[4]).Weight[3, 6], saved["4.weight"][6, 3]);
    }

    [Fact]
    public void What_is_saved_is_loaded()
    {
        Sequential model = Model(), copy = Model();
        Fill(model);
        PyTorchWeights.Save(model, _folder.File("w.safetensors"));
        PyTorchWeights.Load(copy, _folder.File("w.safetensors"));
        Assert.Equal(model.Fingerprint(), copy.Fingerprint());
        using var file = SafetensorsFile.Open(_folder.File("w.safetensors"));
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Fact]
    public void Names_follow_the_parts_of_the_model()
    {
        var model = new Sequential(
            new Sequential(new Conv2d(1, 2, kernel: 1), new Relu(), new Conv2d(2, 2, kernel: 1) { Name = "last" }) { Name = "features" },
            new Sequential(new Dense(2, 3)));
        Assert.Equal(
            ["features.0.weight", "features.0.bias", "features.last.weight", "features.last.bias", "1.0.weight", "1.0.bias"],
            Saved(model).Keys);
    }

    [Fact]
    public void Everything_that_does_not_fit_is_listed_at_once_and_nothing_is_changed()
    {
        Sequential model = Model();
        Fill(model);
        string before = model.Fingerprint();
        Safetensors.Write(
            _folder.File("other.safetensors"),
            [
                KeyValuePair.Create("conv1.weight", Tensor.Ones([4, 1, 3, 3])),
                KeyValuePair.Create("conv1.bias", Tensor.Ones([4])),
                KeyValuePair.Create("fc.weight", Tensor.Ones([1000, 4])),
                KeyValuePair.Create("bn1.num_batches_tracked", Tensor.Ones([])),
            ]);
        LeptonException error = Assert.Throws<LeptonException>(() => PyTorchWeights.Load(model, _folder.File("other.safetensors")));
        Assert.Contains("Missing in the file (3):", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  conv.weight [4, 1, 3, 3] (is it 'conv1.weight'?)", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  conv.bias [4] (is it 'conv1.bias'?)", error.Message, StringComparison.Ordinal);
        Assert.Contains("\n  fc.bias [3]", error.Message, StringComparison.Ordinal);
        Assert.Contains("Not in the model (2):\n  'conv1.weight'\n  'conv1.bias'", error.Message, StringComparison.Ordinal);
        Assert.Contains("Of another shape (1):\n  fc.weight is [1000, 4], and [3, 4] in this model", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, model.Fingerprint());
    }

    [Fact]
    public void A_part_that_is_skipped_keeps_its_weights()
    {
        Sequential model = Model(), other = Model(classes: 7);
        Fill(other);
        string kept = string.Join(",", ((Dense)model.Layers[2]).Weight.ToArray());
        PyTorchWeights.Save(other, _folder.File("w.safetensors"));
        PyTorchWeights.Load(model, _folder.File("w.safetensors"), skip: ["fc"]);
        Assert.Equal(((Conv2d)other.Layers[0]).Weight.ToArray(), ((Conv2d)model.Layers[0]).Weight.ToArray());
        Assert.Equal(kept, string.Join(",", ((Dense)model.Layers[2]).Weight.ToArray()));
    }

    [Fact]
    public void Images_laid_out_before_any_convolution_need_their_shape()
    {
        var model = new Sequential(new Flatten(), new Dense(12, 2));
        LeptonException error = Assert.Throws<LeptonException>(() => Saved(model));
        Assert.Contains("Say the shape of the images", error.Message, StringComparison.Ordinal);
        Fill(model);
        Tensor ours = ((Dense)model.Layers[1]).Weight, theirs = Saved(model, [2, 2, 3])["1.weight"];
        Assert.Equal(ours[(1 * 2 + 0) * 3 + 2, 1], theirs[1, (2 * 2 + 1) * 2 + 0]);
        Assert.Equal(ours[5, 1], Saved(model, [12])["1.weight"][1, 5]);
    }

    [Fact]
    public void Fused_layers_are_refused_with_a_way_out()
    {
        Sequential fused = new Sequential(new Conv2d(1, 2, kernel: 1), new Relu()).Fuse();
        LeptonException error = Assert.Throws<LeptonException>(() => Saved(fused));
        Assert.Contains("before Fuse()", error.Message, StringComparison.Ordinal);
    }

    private static Sequential Model(int classes = 3) => new(
        new Conv2d(1, 4, kernel: 3) { Name = "conv" }, new Flatten(), new Dense(4, classes) { Name = "fc" });

    private static void Fill(Module model)
    {
        float next = 0;
        foreach (Tensor parameter in model.Parameters)
        {
            foreach (ref float value in parameter.AsSpan())
                value = next++;
        }
    }

    private IReadOnlyDictionary<string, Tensor> Saved(Sequential model, Shape? input = null)
    {
        PyTorchWeights.Save(model, _folder.File("saved.safetensors"), input);
        return Safetensors.Read(_folder.File("saved.safetensors"));
    }
}
