using LeptonLab.Nn;
using LeptonLab.Numerics;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Normalization and pooling of images, forward and backward, against libtorch's.</summary>
public class ImageOracleTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(4, 7, 9, 3)]
    [InlineData(2, 8, 8, 16)]
    [InlineData(3, 5, 4, 70)]
    public void BatchNorm2d_agrees_in_training_and_in_use(int batch, int height, int width, int channels)
    {
        LibTorch.SkipIfMissing();
        var layer = new BatchNorm2d(channels, momentum: 0.3f);
        Draw([channels], 5).AsSpan().CopyTo(layer.Weight.AsSpan());
        Draw([channels], 6).AsSpan().CopyTo(layer.Bias.AsSpan());
        TorchTensor weight = LibTorch.FromLepton(layer.Weight).requires_grad_(), bias = LibTorch.FromLepton(layer.Bias).requires_grad_();
        TorchTensor mean = zeros(channels), variance = ones(channels);
        foreach (bool training in new[] { true, true, false })
        {
            layer.ZeroGrad();
            (weight.grad, bias.grad) = (null, null);
            if (training)
                layer.Train();
            else
                layer.Eval();
            Compare(
                layer.Forward,
                x => nn.functional.batch_norm(x, mean, variance, weight, bias, training, momentum: 0.3, eps: 1e-5),
                [batch, height, width, channels]);
            AssertClose(LibTorch.ToArray(weight.grad!), layer.Weight.Grad!);
            AssertClose(LibTorch.ToArray(bias.grad!), layer.Bias.Grad!);
            AssertClose(LibTorch.ToArray(mean), layer.RunningMean);
            AssertClose(LibTorch.ToArray(variance), layer.RunningVariance);
        }
    }

    [Fact]
    public void BatchNorm1d_agrees()
    {
        LibTorch.SkipIfMissing();
        var layer = new BatchNorm1d(19);
        layer.Train();
        Tensor x = Draw([13, 19], 1), dy = Draw([13, 19], 2);
        x.RequiresGrad = true;
        Tensor y = layer.Forward(x);
        y.Backward(dy);
        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_();
        TorchTensor ty = nn.functional.batch_norm(tx, zeros(19), ones(19), ones(19), zeros(19), training: true);
        ty.backward([LibTorch.FromLepton(dy)]);
        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
    }

    [Theory]
    [InlineData(2, 2, 0, true)]
    [InlineData(3, 2, 1, true)]
    [InlineData(3, 2, 1, false)]
    [InlineData(5, 3, 2, true)]
    public void Pooling_agrees(int kernel, int stride, int padding, bool countPadding)
    {
        LibTorch.SkipIfMissing();
        Shape shape = [2, 11, 10, 19];
        Compare(
            x => Ops.AvgPool2d.Apply(x, kernel, stride, padding, countPadding),
            x => nn.functional.avg_pool2d(x, kernel, stride, padding, count_include_pad: countPadding),
            shape);
        Compare(
            x => Ops.MaxPool2d.Apply(x, kernel, stride, padding),
            x => nn.functional.max_pool2d(x, kernel, stride, padding),
            shape);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(13, 7)]
    public void Adaptive_pooling_agrees(int height, int width)
    {
        LibTorch.SkipIfMissing();
        Shape shape = [2, 11, 10, 17];
        Compare(
            x => Ops.AdaptiveAvgPool2d.Apply(x, height, width), x => nn.functional.adaptive_avg_pool2d(x, [height, width]), shape);
        Compare(
            x => Ops.AdaptiveMaxPool2d.Apply(x, height, width), x => nn.functional.adaptive_max_pool2d(x, [height, width]), shape);
    }

    private static void Compare(Func<Tensor, Tensor> ours, Func<TorchTensor, TorchTensor> theirs, Shape shape)
    {
        Tensor x = Draw(shape, 1);
        x.RequiresGrad = true;
        Tensor y = ours(x), dy = Draw(y.Shape, 2);
        y.Backward(dy);
        TorchTensor tx = LibTorch.ImagesToTorch(x).requires_grad_(), ty = theirs(tx);
        ty.backward([LibTorch.ImagesToTorch(dy)]);
        AssertClose(LibTorch.ImagesToLepton(ty), y);
        AssertClose(LibTorch.ImagesToLepton(tx.grad!), x.Grad!);
    }

    private static Tensor Draw(Shape shape, ulong stream) =>
        Tensor.Uniform(shape, new RandomStream(seed: 78, stream), -1, 1);

    private static void AssertClose(float[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.InRange(expected.Zip(actual.ToArray(), (e, a) => Math.Abs(e - a)).Max() / scale, 0, Tolerance);
    }
}
