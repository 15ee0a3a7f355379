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

    [Theory]
    [InlineData(5, 1e-2f, 0.75f, 1)]
    [InlineData(4, 0.5f, 0.5f, 2)]
    [InlineData(1, 1f, 1f, 1)]
    public void LocalResponseNorm_agrees(int size, float alpha, float beta, float k)
    {
        LibTorch.SkipIfMissing();
        Compare(
            x => Ops.LocalResponseNorm.Apply(x, size, alpha, beta, k),
            x => nn.functional.local_response_norm(x, size, alpha, beta, k),
            [2, 5, 4, 19]);
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(3, 12)]
    [InlineData(20, 20)]
    public void GroupNorm_agrees(int groups, int channels)
    {
        LibTorch.SkipIfMissing();
        Tensor gamma = Draw([channels], 5), beta = Draw([channels], 6);
        gamma.RequiresGrad = beta.RequiresGrad = true;
        TorchTensor weight = LibTorch.FromLepton(gamma).requires_grad_(), bias = LibTorch.FromLepton(beta).requires_grad_();
        Compare(
            x => Ops.GroupNorm.Apply(x, gamma, beta, groups),
            x => nn.functional.group_norm(x, groups, weight, bias),
            [3, 5, 6, channels]);
        AssertClose(LibTorch.ToArray(weight.grad!), gamma.Grad!);
        AssertClose(LibTorch.ToArray(bias.grad!), beta.Grad!);
    }

    [Theory]
    [InlineData(4, 7)]
    [InlineData(9, 64)]
    [InlineData(5, 300)]
    public void LayerNorm_agrees(int rows, int features)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Draw([2, rows, features], 1), dy = Draw(x.Shape, 2), gamma = Draw([features], 3), beta = Draw([features], 4);
        x.RequiresGrad = gamma.RequiresGrad = beta.RequiresGrad = true;
        Tensor y = Ops.LayerNorm.Apply(x, gamma, beta);
        y.Backward(dy);
        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_();
        TorchTensor weight = LibTorch.FromLepton(gamma).requires_grad_(), bias = LibTorch.FromLepton(beta).requires_grad_();
        TorchTensor ty = nn.functional.layer_norm(tx, [features], weight, bias);
        ty.backward([LibTorch.FromLepton(dy)]);
        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
        AssertClose(LibTorch.ToArray(weight.grad!), gamma.Grad!);
        AssertClose(LibTorch.ToArray(bias.grad!), beta.Grad!);
    }

    [Theory]
    [InlineData(8, 12, 2, 2, 0, 0, 1, 1)]
    [InlineData(16, 5, 3, 2, 1, 1, 1, 1)]
    [InlineData(6, 9, 4, 3, 1, 2, 2, 3)]
    [InlineData(32, 16, 3, 1, 1, 0, 1, 1)]
    public void ConvTranspose2d_agrees(int @in, int @out, int kernel, int stride, int padding, int outputPadding, int dilation, int groups)
    {
        LibTorch.SkipIfMissing();
        Tensor w = Draw([kernel, kernel, @out / groups, @in], 5), b = Draw([@out], 6);
        w.RequiresGrad = b.RequiresGrad = true;
        // Theirs is [in, out/groups, kh, kw]: the permutation that turns our weight of a convolution into theirs.
        TorchTensor tw = LibTorch.KernelsToTorch(w).requires_grad_(), tb = LibTorch.FromLepton(b).requires_grad_();
        Compare(
            x => Ops.ConvTranspose2d.Apply(x, w, b, stride, padding, outputPadding, dilation, groups),
            x => nn.functional.conv_transpose2d(
                x,
                tw,
                tb,
                strides: [stride, stride],
                padding: [padding, padding],
                output_padding: [outputPadding, outputPadding],
                dilation: [dilation, dilation],
                groups: groups),
            [2, 6, 7, @in]);
        AssertClose(LibTorch.KernelsToLepton(tw.grad!), w.Grad!);
        AssertClose(LibTorch.ToArray(tb.grad!), b.Grad!);
    }

    [Theory]
    [InlineData(11, 3, 1)]
    [InlineData(10, 3, 2)]
    [InlineData(9, 2, 1)]
    [InlineData(12, 5, 3)]
    public void Same_padding_agrees_with_padding_by_hand(int side, int kernel, int stride)
    {
        LibTorch.SkipIfMissing();
        Tensor w = Draw([kernel, kernel, 3, 8], 5);
        TorchTensor tw = LibTorch.KernelsToTorch(w);
        int needed = Math.Max(0, (side + stride - 1) / stride * stride - stride + kernel - side), before = needed / 2;
        Compare(
            x => Ops.Conv2d.Apply(x, w, stride: stride, padding: Padding.Same),
            x => nn.functional.conv2d(
                nn.functional.pad(x, [before, needed - before, before, needed - before]), tw, strides: [stride, stride]),
            [2, side, side, 3]);
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
