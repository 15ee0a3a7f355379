using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The matrix product; not by libtorch's matmul, whose errors TorchSharp lets end the process.</summary>
internal sealed class MatMul : Ops.MatMul.IKernel
{
    public void Multiply(Tensor a, Tensor b, Tensor c, MatMulGeometry geometry) => TorchKernel.Write(c, () =>
    {
        TorchTensor left = Lying(a, geometry.TransposeA), right = Lying(b, geometry.TransposeB);
        return a.Shape.Rank == 2 ? left.mm(right) : left.bmm(right);
    });

    private static TorchTensor Lying(Tensor matrix, bool transposed) =>
        transposed ? matrix.AsTorch().transpose(-2, -1) : matrix.AsTorch();
}
