using LeptonLab.Nn;
using LeptonLab.Nn.Models;
using LeptonLab.Ops;
using Conv2d = LeptonLab.Nn.Conv2d;

namespace LeptonLab.Onnx.Tests;

/// <summary>What ONNX Runtime computes from a layer's file is what the layer computes, for any batch and both layouts.</summary>
public sealed class LayerExportTests
{
    public static TheoryData<string, Layer, int[]> Layers => new()
    {
        { "strides", new Sequential(new Conv2d(5, 7, kernel: 3, stride: 2, padding: 2), new Nn.Relu(), new Nn.MaxPool2d(3, stride: 2), new Flatten(), new Nn.Dense(7 * 16, 3)), [15, 17, 5] },
        { "groups, dilation", new Sequential(new Conv2d(4, 6, kernel: 3, padding: 2, dilation: 2, groups: 2), new Nn.Sigmoid(), new Conv2d(6, 6, kernel: 3, groups: 6)), [9, 8, 4] },
        { "same padding", new Sequential(new Conv2d(3, 4, kernel: 3, stride: 2, padding: Padding.Same), new Conv2d(4, 5, kernel: (2, 3), padding: Padding.Same)), [8, 10, 3] },
        { "sides, no bias", new Sequential(new Conv2d(3, 4, kernel: 3, padding: new Padding(0, 1, 2, 3), bias: false), new Flatten(), new Nn.Dense(4 * 6 * 12, 3, bias: false)), [7, 9, 3] },
        { "transposed convolution", new Sequential(new Nn.ConvTranspose2d(4, 6, kernel: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2), new Nn.Relu(), new Nn.ConvTranspose2d(6, 2, kernel: (2, 3), dilation: 2, bias: false)), [4, 5, 4] },

        { "an image comes out", new Sequential(new Conv2d(3, 17, kernel: 1), new Nn.MaxPool2d(2)), [6, 9, 3] },
        { "ReLU between Flatten and Dense", new Sequential(new Conv2d(2, 3, kernel: 3), new Flatten(), new Nn.Relu(), new Nn.Dense(3 * 12, 5)), [5, 6, 2] },
        { "BatchNorm1d between Flatten and Dense", new Sequential(new Conv2d(2, 3, kernel: 3), new Flatten(), new BatchNorm1d(36), new Nn.Dense(3 * 12, 5)), [5, 6, 2] },
        { "softmax of what was flattened", new Sequential(new Conv2d(2, 3, kernel: 3), new Flatten(), new Nn.Softmax()), [5, 6, 2] },
        { "nothing after Flatten", new Sequential(new Conv2d(2, 3, kernel: 3), new Flatten()), [5, 6, 2] },
        { "flattened twice", new Sequential(new Flatten(), new Flatten(), new Nn.Dense(24, 5)), [3, 4, 2] },
        { "a linear layer behind Flatten", new Sequential(new Conv2d(2, 3, kernel: 3), new Flatten(), new Linear(36, 5)), [5, 6, 2] },
        { "a flattened sequence", new Sequential(new BatchNorm1d(3), new Flatten(), new Nn.Dense(15, 2)), [5, 3] },
        { "vectors", new Sequential(new Nn.Dense(13, 4), new Nn.Relu(), new Nn.Dense(4, 2)), [13] },
        { "linear maps of pixels", new Sequential(new Conv2d(2, 3, kernel: 3), new Linear(3, 5), new Linear(5, 4, bias: false)), [5, 6, 2] },
        { "a model in a model", new Sequential(new Sequential(new Conv2d(3, 4, kernel: 3), new Nn.Relu()), new Flatten(), new Nn.Dense(16, 2)), [4, 4, 3] },
        { "nothing at all", new Sequential(new Nn.Dropout()), [4, 4, 3] },

        { "padded max-pooling", new Sequential(new Nn.MaxPool2d(3, stride: 2, padding: 1), new Nn.MaxPool2d((1, 2), stride: (1, 3))), [8, 9, 3] },
        { "mean of windows", new Nn.AvgPool2d((2, 3), stride: (2, 1)), [8, 9, 3] },
        { "mean of windows with zeros around", new Nn.AvgPool2d(3, stride: 2, padding: 1), [8, 9, 3] },
        { "mean of windows without what is outside", new Nn.AvgPool2d(3, stride: 2, padding: 1, countPadding: false), [8, 9, 3] },
        { "global mean", new Sequential(new Conv2d(3, 5, kernel: 3), new Nn.GlobalAvgPool2d(), new Nn.Dense(5, 2)), [8, 9, 3] },
        { "adaptive mean, equal windows", new Nn.AdaptiveAvgPool2d(4, 3), [8, 9, 3] },
        { "adaptive mean, windows that overlap", new Nn.AdaptiveAvgPool2d(3, 4), [8, 9, 3] },
        { "adaptive mean, more than there were", new Nn.AdaptiveAvgPool2d(7), [3, 2, 3] },
        { "adaptive maximum, equal windows", new Nn.AdaptiveMaxPool2d(4, 3), [8, 9, 3] },
        { "adaptive maximum, windows that overlap", new Nn.AdaptiveMaxPool2d(3, 4), [8, 9, 3] },
        { "adaptive maximum, more than there were", new Nn.AdaptiveMaxPool2d(7), [3, 2, 3] },

        { "batch normalization of images", new Sequential(new Conv2d(3, 6, kernel: 3, bias: false), new BatchNorm2d(6, epsilon: 1e-2f), new Nn.Relu()), [6, 7, 3] },
        { "batch normalization of vectors", new BatchNorm1d(6), [6] },
        { "batch normalization of sequences", new Sequential(new BatchNorm1d(6), new Linear(6, 2)), [5, 6] },
        { "layer normalization of images", new Sequential(new Conv2d(3, 6, kernel: 3), new Nn.LayerNorm(6, epsilon: 1e-2f)), [6, 7, 3] },
        { "layer normalization of vectors", new Nn.LayerNorm(6), [6] },
        { "group normalization of images", new Sequential(new Conv2d(3, 6, kernel: 3), new Nn.GroupNorm(2, 6, epsilon: 1e-2f), new Nn.GroupNorm(6, 6)), [6, 7, 3] },
        { "group normalization of sequences", new Nn.GroupNorm(3, 6), [5, 6] },
        { "group normalization of vectors", new Nn.GroupNorm(3, 6), [6] },
        { "response normalization", new Nn.LocalResponseNorm(size: 5, alpha: 0.3f, k: 2), [3, 4, 9] },
        { "response normalization over an even number", new Nn.LocalResponseNorm(size: 4, alpha: 0.3f), [3, 4, 9] },
        { "response normalization of vectors", new Nn.LocalResponseNorm(size: 3, alpha: 0.3f), [9] },

        { "sigmoid and tanh", new Sequential(new Conv2d(2, 3, kernel: 3), new Nn.Tanh(), new Flatten(), new Nn.Dense(3 * 12, 5), new Nn.Sigmoid()), [5, 6, 2] },
        { "leaky ReLU", new Nn.LeakyRelu(0.2f), [7] },
        { "ELU", new Nn.Elu(0.7f), [7] },
        { "GELU", new Nn.Gelu(), [50] },
        { "GELU by tanh", new Nn.Gelu(approximate: true), [50] },
        { "SiLU", new Nn.Silu(), [7] },
        { "softplus", new Nn.Softplus(), [7] },
        { "softmax", new Nn.Softmax(), [7] },
        { "softmax along the rows of images", new Sequential(new Conv2d(2, 3, kernel: 1), new Nn.Softmax(axis: 1)), [5, 6, 2] },
        { "softmax along the channels of images", new Sequential(new Conv2d(2, 3, kernel: 1), new Nn.Softmax()), [5, 6, 2] },
        { "log-softmax along the columns of images", new Sequential(new Conv2d(2, 3, kernel: 1), new Nn.LogSoftmax(axis: -2)), [5, 6, 2] },
        { "softmax along the batch", new Nn.Softmax(axis: 0), [5, 6, 2] },

        { "upsampled", new Nn.Upsample2d(3), [4, 5, 2] },
        { "upsampled between pixels", new Nn.Upsample2d(3, UpsampleMode.Bilinear), [4, 5, 2] },
        { "every second pixel, and more channels", new SubsampleAndWiden(3, 7, stride: 2), [5, 6, 3] },
        { "every third pixel", new SubsampleAndWiden(3, 3, stride: 3), [5, 6, 3] },

        { "a way around", new Sequential(new Residual(new Conv2d(3, 3, kernel: 3, padding: 1)), new Nn.Relu()), [5, 6, 3] },
        { "a way around with a layer", new Residual(new Conv2d(3, 5, kernel: 3), new Conv2d(3, 5, kernel: 3)), [5, 6, 3] },
        { "ways in two orders of axes", new Residual(new Linear(3, 3), new Conv2d(3, 3, kernel: 1)), [5, 6, 3] },
        { "ways of flattened images", new Residual(new Sequential(new Conv2d(3, 2, kernel: 1), new Flatten()), new Sequential(new Nn.MaxPool2d(1), new Linear(3, 2), new Flatten())), [5, 6, 3] },
        { "side by side", new Sequential(new Skip(new Conv2d(3, 4, kernel: 3, padding: 1)), new Conv2d(7, 2, kernel: 1)), [5, 6, 3] },
        { "vectors side by side", new Skip(new Nn.Dense(4, 3)), [4] },
        { "flattened images side by side", new Sequential(new Conv2d(3, 2, kernel: 1), new Flatten(), new Skip(new Nn.Dense(60, 3))), [5, 6, 3] },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void ONNX_Runtime_gives_our_outputs(string name, Layer layer, int[] input)
    {
        Assert.NotEmpty(name);
        ExportedFile.AssertSame(layer, new Shape(input));
    }
}
