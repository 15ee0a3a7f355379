using LeptonLab.Numerics;
using static TorchSharp.torch;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>Operations forward and backward against libtorch's.</summary>
public class OracleTests
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(2, 17, 23, 3, 3, 20, 1, 0, 1, 1)]
    [InlineData(1, 12, 9, 16, 3, 33, 1, 1, 1, 1)]
    [InlineData(3, 15, 15, 5, 5, 7, 2, 2, 1, 1)]
    [InlineData(2, 8, 8, 32, 1, 16, 1, 0, 1, 1)]
    [InlineData(2, 17, 15, 20, 1, 40, 2, 0, 1, 1)]
    [InlineData(2, 31, 33, 3, 7, 64, 2, 3, 1, 1)]
    [InlineData(1, 24, 36, 3, 12, 40, 12, 0, 1, 1)]
    [InlineData(2, 14, 14, 48, 3, 64, 2, 1, 1, 1)]
    [InlineData(2, 7, 7, 192, 3, 160, 1, 1, 1, 1)]
    [InlineData(1, 33, 33, 16, 3, 16, 1, 6, 6, 1)]
    [InlineData(2, 19, 21, 12, 3, 20, 2, 2, 2, 1)]
    [InlineData(2, 17, 23, 32, 3, 32, 1, 1, 1, 32)]
    [InlineData(2, 17, 23, 33, 5, 33, 2, 2, 1, 33)]
    [InlineData(2, 17, 23, 12, 3, 36, 1, 2, 2, 12)]
    [InlineData(2, 14, 15, 64, 3, 64, 1, 1, 1, 16)]
    [InlineData(1, 14, 15, 64, 3, 128, 2, 1, 1, 4)]
    [InlineData(2, 13, 16, 36, 3, 18, 3, 3, 2, 3)]
    public void Conv2d_agrees(
        int batch, int height, int width, int @in, int kernel, int @out, int stride, int padding, int dilation, int groups)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Draw([batch, height, width, @in], 1), w = Draw([kernel, kernel, @in / groups, @out], 2), b = Draw([@out], 3);
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        Tensor y = Ops.Conv2d.Apply(x, w, b, stride, padding, dilation, groups);
        Tensor dy = Draw(y.Shape, 4);
        y.Backward(dy);

        TorchTensor tx = LibTorch.ImagesToTorch(x).requires_grad_(), tw = LibTorch.KernelsToTorch(w).requires_grad_();
        TorchTensor tb = LibTorch.FromLepton(b).requires_grad_();
        TorchTensor ty = nn.functional.conv2d(
            tx,
            tw,
            tb,
            strides: [stride, stride],
            padding: [padding, padding],
            dilation: [dilation, dilation],
            groups: groups);
        ty.backward([LibTorch.ImagesToTorch(dy)]);

        AssertClose(LibTorch.ImagesToLepton(ty), y);
        AssertClose(LibTorch.ImagesToLepton(tx.grad!), x.Grad!);
        AssertClose(LibTorch.KernelsToLepton(tw.grad!), w.Grad!);
        AssertClose(LibTorch.ToArray(tb.grad!), b.Grad!);
    }

    [Theory]
    [InlineData(1, 37, 41, 53, false, false)]
    [InlineData(1, 37, 41, 53, true, true)]
    [InlineData(5, 64, 20, 33, false, true)]
    [InlineData(3, 1, 300, 70, true, false)]
    [InlineData(2, 200, 1, 9000, false, false)]
    public void MatMul_agrees(int batch, int rows, int columns, int terms, bool transposeA, bool transposeB)
    {
        LibTorch.SkipIfMissing();
        Tensor a = Draw(transposeA ? [batch, terms, rows] : [batch, rows, terms], 1);
        Tensor b = Draw(transposeB ? [batch, columns, terms] : [batch, terms, columns], 2);
        a.RequiresGrad = b.RequiresGrad = true;
        Tensor c = Ops.MatMul.Apply(a, b, transposeA, transposeB);
        Tensor dc = Draw(c.Shape, 3);
        c.Backward(dc);

        TorchTensor ta = LibTorch.FromLepton(a).requires_grad_(), tb = LibTorch.FromLepton(b).requires_grad_();
        TorchTensor tc = (transposeA ? ta.transpose(1, 2) : ta).matmul(transposeB ? tb.transpose(1, 2) : tb);
        tc.backward([LibTorch.FromLepton(dc)]);
        AssertClose(LibTorch.ToArray(tc), c);
        AssertClose(LibTorch.ToArray(ta.grad!), a.Grad!);
        AssertClose(LibTorch.ToArray(tb.grad!), b.Grad!);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(3, 1)]
    public void MaxPool2d_and_Relu_agree(int kernel, int stride)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Draw([2, 11, 10, 19], 1);
        x.RequiresGrad = true;
        Tensor y = Ops.MaxPool2d.Apply(Ops.Relu.Apply(x), kernel, stride);
        Tensor dy = Draw(y.Shape, 4);
        y.Backward(dy);

        TorchTensor tx = LibTorch.ImagesToTorch(x).requires_grad_();
        TorchTensor ty = nn.functional.max_pool2d(nn.functional.relu(tx), kernel, stride);
        ty.backward([LibTorch.ImagesToTorch(dy)]);
        AssertClose(LibTorch.ImagesToLepton(ty), y);
        AssertClose(LibTorch.ImagesToLepton(tx.grad!), x.Grad!);
    }

    [Theory]
    [InlineData("sigmoid")]
    [InlineData("tanh")]
    public void Sigmoid_and_tanh_agree(string name)
    {
        LibTorch.SkipIfMissing();
        Tensor x = Tensor.Uniform([3, 1001], new RandomStream(10), -20, 20), dy = Draw(x.Shape, 4);
        x.RequiresGrad = true;
        Tensor y = name == "tanh" ? Ops.Tanh.Apply(x) : Ops.Sigmoid.Apply(x);
        y.Backward(dy);
        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_();
        TorchTensor ty = name == "tanh" ? tx.tanh() : tx.sigmoid();
        ty.backward([LibTorch.FromLepton(dy)]);
        AssertClose(LibTorch.ToArray(ty), y);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
    }

    [Fact]
    public void Dense_and_softmax_cross_entropy_agree()
    {
        LibTorch.SkipIfMissing();
        Tensor x = Draw([7, 5000], 1), w = Draw([5000, 12], 2), b = Draw([12], 3);
        x.RequiresGrad = w.RequiresGrad = b.RequiresGrad = true;
        int[] labels = [0, 11, 3, 3, 7, 8, 1];
        Tensor loss = Ops.SoftmaxCrossEntropy.Apply(Ops.Dense.Apply(x, w, b), labels);
        loss.Backward();

        TorchTensor tx = LibTorch.FromLepton(x).requires_grad_(), tw = LibTorch.FromLepton(w).requires_grad_();
        TorchTensor tb = LibTorch.FromLepton(b).requires_grad_();
        TorchTensor tl = nn.functional.cross_entropy(tx.matmul(tw) + tb, tensor([.. labels.Select(label => (long)label)]));
        tl.backward();
        Assert.Equal(tl.item<float>(), loss.Item(), 1e-4f);
        AssertClose(LibTorch.ToArray(tx.grad!), x.Grad!);
        AssertClose(LibTorch.ToArray(tw.grad!), w.Grad!);
        AssertClose(LibTorch.ToArray(tb.grad!), b.Grad!);
    }

    [Fact]
    public void Log_sigmoid_loss_agrees()
    {
        LibTorch.SkipIfMissing();
        Tensor z = Tensor.Uniform([200], new RandomStream(9), -40, 40);
        z.RequiresGrad = true;
        Tensor loss = Ops.LogSigmoidLoss.Apply(z);
        loss.Backward();
        TorchTensor tz = LibTorch.FromLepton(z).requires_grad_();
        TorchTensor tl = -nn.functional.logsigmoid(tz).mean();
        tl.backward();
        Assert.Equal(tl.item<float>(), loss.Item(), 1e-5f);
        AssertClose(LibTorch.ToArray(tz.grad!), z.Grad!);
    }

    private static Tensor Draw(Shape shape, ulong stream) =>
        Tensor.Uniform(shape, new RandomStream(seed: 77, stream), -1, 1);

    private static void AssertClose(float[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.InRange(expected.Zip(actual.ToArray(), (e, a) => Math.Abs(e - a)).Max() / scale, 0, Tolerance);
    }
}
