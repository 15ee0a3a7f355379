using LeptonLab.IO.Onnx;
using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Numerics;

namespace LeptonLab.Onnx.Tests;

/// <summary>What ONNX Runtime computes from an exported model is what the model computes.</summary>
public sealed class OnnxFileTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lepton-onnx-");

    public static TheoryData<string, Sequential, int[]> Models => new()
    {
        { "reference", ReferenceCnn.Create([30, 26, 3], 10), [30, 26, 3] },
        { "small", SmallCnn.Create([28, 28, 1], 10), [28, 28, 1] },
        { "strides", new(new Conv2d(5, 7, kernel: 3, stride: 2, padding: 2), new Relu(), new MaxPool2d(3, stride: 2), new Flatten(), new Dense(7 * 16, 3)), [15, 17, 5] },
        { "an image comes out", new(new Conv2d(3, 17, kernel: 1), new MaxPool2d(2)), [6, 9, 3] },
        { "ReLU between Flatten and Dense", new(new Conv2d(2, 3, kernel: 3), new Flatten(), new Relu(), new Dense(3 * 12, 5)), [5, 6, 2] },
        { "nothing after Flatten", new(new Conv2d(2, 3, kernel: 3), new Flatten()), [5, 6, 2] },
        { "flattened twice", new(new Flatten(), new Flatten(), new Dense(24, 5)), [3, 4, 2] },
        { "vectors", new(new Dense(13, 4), new Relu(), new Dense(4, 2)), [13] },
        { "groups, dilation", new(new Conv2d(4, 6, kernel: 3, padding: 2, dilation: 2, groups: 2), new Sigmoid(), new Conv2d(6, 6, kernel: 3, groups: 6)), [9, 8, 4] },
        { "same padding", new(new Conv2d(3, 4, kernel: 3, stride: 2, padding: Padding.Same), new Conv2d(4, 5, kernel: (2, 3), padding: Padding.Same)), [8, 10, 3] },
        { "sides, no bias", new(new Conv2d(3, 4, kernel: 3, padding: new Padding(0, 1, 2, 3), bias: false), new Flatten(), new Dense(4 * 6 * 12, 3, bias: false)), [7, 9, 3] },
        { "padded pooling", new(new MaxPool2d(3, stride: 2, padding: 1), new MaxPool2d((1, 2), stride: (1, 3))), [8, 9, 3] },
        { "activations", new(new Conv2d(2, 3, kernel: 3), new Tanh(), new Flatten(), new Dense(3 * 12, 5), new Sigmoid()), [5, 6, 2] },
        { "a model in a model", new(new Sequential(new Conv2d(3, 4, kernel: 3), new Relu()), new Flatten(), new Dense(16, 2)), [4, 4, 3] },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void ONNX_Runtime_gives_our_outputs_for_any_batch(string name, Sequential model, int[] input)
    {
        OnnxRuntimeModel.SkipIfMissing();
        string path = Export(model, input, OnnxLayout.Nhwc);
        foreach (int batch in new[] { 1, 3 })
        {
            Tensor x = Draw(new Shape(input).Prepend(batch)), expected = model.Forward(x);
            (float[] actual, long[] shape) = OnnxRuntimeModel.Run(path, x.ToArray(), [.. x.Shape.Select(extent => (long)extent)]);
            Assert.Equal(expected.Shape.Select(extent => (long)extent), shape);
            AssertClose(expected.ToArray(), actual, name);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Exported_for_channels_first_it_takes_and_gives_channels_first(string name, Sequential model, int[] input)
    {
        OnnxRuntimeModel.SkipIfMissing();
        string path = Export(model, input, OnnxLayout.Nchw);
        Tensor x = Draw(new Shape(input).Prepend(2)), expected = model.Forward(x);
        (float[] values, long[] extents) = ChannelsFirst(x);
        (float[] actual, long[] shape) = OnnxRuntimeModel.Run(path, values, extents);
        (float[] theirs, long[] theirShape) = ChannelsFirst(expected);
        Assert.Equal(theirShape, shape);
        AssertClose(theirs, actual, name);
    }

    [Fact]
    public void A_fused_model_gives_the_same_file()
    {
        Sequential model = SmallCnn.Create([12, 12, 1], 4);
        string plain = Export(model, [12, 12, 1], OnnxLayout.Nhwc), fused = Export(model.Fuse(), [12, 12, 1], OnnxLayout.Nhwc);
        Assert.Equal(File.ReadAllBytes(plain), File.ReadAllBytes(fused));
    }

    [Fact]
    public void A_layer_without_a_counterpart_is_named_and_no_file_appears()
    {
        var model = new Sequential(new Doubled { Name = "twice" });
        LeptonException error = Assert.Throws<LeptonException>(() => Export(model, [4], OnnxLayout.Nhwc));
        Assert.Contains("twice", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Samples_that_do_not_fit_are_refused() =>
        Assert.Throws<ShapeException>(() => Export(SmallCnn.Create([12, 12, 1], 4), [12, 12, 3], OnnxLayout.Nhwc));

    public void Dispose() => _folder.Delete(recursive: true);

    private string Export(Sequential model, int[] input, OnnxLayout layout)
    {
        // Biases start at zero, where a forgotten one would not show.
        ulong stream = 0;
        foreach (Tensor bias in model.Parameters.Where(parameter => parameter.Shape.Rank == 1))
            Draw(bias.Shape, ++stream).AsSpan().CopyTo(bias.AsSpan());
        string path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.onnx");
        OnnxFile.Save(model, new Shape(input), path, layout);
        return path;
    }

    private static Tensor Draw(Shape shape, ulong stream = 0) => Tensor.Uniform(shape, new RandomStream(seed: 4, stream), -1, 1);

    private static (float[] Values, long[] Shape) ChannelsFirst(Tensor x)
    {
        if (x.Shape.Rank != 4)
            return (x.ToArray(), [.. x.Shape.Select(extent => (long)extent)]);
        (int batch, int height, int width, int channels) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var values = new List<float>();
        for (int n = 0; n < batch; n++)
        {
            for (int c = 0; c < channels; c++)
            {
                for (int pixel = 0; pixel < height * width; pixel++)
                    values.Add(x[n, pixel / width, pixel % width, c]);
            }
        }

        return ([.. values], [batch, channels, height, width]);
    }

    private static void AssertClose(float[] expected, float[] actual, string name)
    {
        Assert.Equal(expected.Length, actual.Length);
        float scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.True(
            expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / scale <= Tolerance,
            $"The outputs of '{name}' differ.");
    }

    private sealed class Doubled : Layer
    {
        public override Tensor Forward(Tensor x) => x;

        public override Shape OutputShape(Shape input) => input;
    }
}
