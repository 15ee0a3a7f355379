using TorchSharp;
using TorchTensor = TorchSharp.torch.Tensor;

namespace LeptonLab.Torch.Kernels;

/// <summary>The affine map.</summary>
internal sealed class Dense : Ops.Dense.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y) => TorchKernel.Write(y, () => Map(x, w, b));

    public void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db) =>
        TorchKernel.Run(x, () => Backward(x, w, dy.AsTorch(), dx, dw, db));

    internal static TorchTensor Map(Tensor x, Tensor w, Tensor? b) => b is null
        ? x.AsTorch().mm(w.AsTorch())
        : torch.addmm(b.AsTorch(), x.AsTorch(), w.AsTorch(), 1, 1);

    internal static void Backward(Tensor x, Tensor w, TorchTensor dz, Tensor? dx, Tensor? dw, Tensor? db)
    {
        dx?.Take(dz.mm(w.AsTorch().t()).contiguous());
        dw?.Take(x.AsTorch().t().mm(dz).contiguous());
        db?.Take(dz.sum([0L]));
    }
}
