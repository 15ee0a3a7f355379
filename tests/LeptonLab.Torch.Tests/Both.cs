using LeptonLab.Numerics;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Tests;

/// <summary>The same computation in LeptonLab and in libtorch, forward and backward, on the same numbers.</summary>
internal static class Both
{
    /// <summary>Relative to the largest number, or to 1.</summary>
    internal const double Tolerance = 1e-5;

    internal static Tensor Draw(Shape shape, ulong stream, float low = -1, float high = 1) =>
        Tensor.Uniform(shape, new RandomStream(seed: 77, stream), low, high);

    /// <summary>Holds results and the gradients of all operands together.</summary>
    internal static void Agree(Func<Tensor[], Tensor> ours, Func<TorchTensor[], TorchTensor> theirs, params Tensor[] operands)
    {
        foreach (Tensor operand in operands)
            (operand.RequiresGrad, operand.Grad) = (true, null);
        TorchTensor[] torch = [.. operands.Select(operand => LibTorch.FromLepton(operand).requires_grad_())];
        Tensor y = ours(operands);
        TorchTensor ty = theirs(torch);
        Assert.Equal(ty.shape, y.Shape.Select(extent => (long)extent));
        Tensor dy = Draw(y.Shape, 99);
        y.Backward(dy);
        ty.backward([LibTorch.FromLepton(dy)]);

        Close(LibTorch.ToArray(ty), y);
        for (int k = 0; k < operands.Length; k++)
            Close(LibTorch.ToArray(torch[k].grad!), operands[k].Grad!);
    }

    private static void Close(float[] expected, Tensor actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double scale = Math.Max(1, expected.Max(Math.Abs));
        Assert.InRange(expected.Zip(actual.ToArray(), (e, a) => Math.Abs(e - a)).Max() / scale, 0, Tolerance);
    }
}
