using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The gradient of an operand that was repeated.</summary>
internal static class Broadcasting
{
    /// <summary>The sum over the axes along which an operand was repeated, in its shape and with memory of its own.</summary>
    internal static TorchTensor SumTo(Tensor operand, TorchTensor gradient)
    {
        int missing = (int)gradient.dim() - operand.Shape.Rank;
        long[] axes =
        [
            .. Enumerable.Range(0, (int)gradient.dim())
                .Where(axis => axis < missing || (operand.Shape[axis - missing] == 1 && gradient.shape[axis] != 1))
                .Select(axis => (long)axis),
        ];
        TorchTensor sum = axes.Length == 0 ? gradient.clone() : gradient.sum(axes);
        return sum.view([.. operand.Shape.Select(extent => (long)extent)]);
    }
}
