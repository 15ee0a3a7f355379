using LeptonLab.Ops;

namespace LeptonLab.Torch.Kernels;

/// <summary>a · b.</summary>
internal sealed class Multiply : Ops.Multiply.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry geometry) =>
        TorchKernel.Write(y, () => a.AsTorch() * b.AsTorch());

    public void Backward(Tensor a, Tensor b, Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry geometry)
    {
        if (da is not null)
            TorchKernel.Write(da, () => Broadcasting.SumTo(da, dy.AsTorch() * b.AsTorch()));
        if (db is not null)
            TorchKernel.Write(db, () => Broadcasting.SumTo(db, dy.AsTorch() * a.AsTorch()));
    }
}
