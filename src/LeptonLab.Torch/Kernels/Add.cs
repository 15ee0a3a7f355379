using LeptonLab.Ops;

namespace LeptonLab.Torch.Kernels;

/// <summary>a + b.</summary>
internal sealed class Add : Ops.Add.IKernel
{
    public void Forward(Tensor a, Tensor b, Tensor y, BroadcastGeometry geometry) =>
        TorchKernel.Write(y, () => a.AsTorch() + b.AsTorch());

    public void Backward(Tensor dy, Tensor? da, Tensor? db, BroadcastGeometry geometry)
    {
        if (da is not null)
            TorchKernel.Write(da, () => Broadcasting.SumTo(da, dy.AsTorch()));
        if (db is not null)
            TorchKernel.Write(db, () => Broadcasting.SumTo(db, dy.AsTorch()));
    }
}
