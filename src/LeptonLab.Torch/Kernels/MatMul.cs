using LeptonLab.Ops;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The matrix product.</summary>
internal sealed class MatMul : Ops.MatMul.IKernel
{
    public void Multiply(Tensor a, Tensor b, Tensor c, MatMulGeometry geometry) => TorchKernel.Write(
        c, () => Lying(a, geometry.TransposeA).matmul(Lying(b, geometry.TransposeB)));

    private static TorchTensor Lying(Tensor matrix, bool transposed) =>
        transposed ? matrix.AsTorch().transpose(-2, -1) : matrix.AsTorch();
}
