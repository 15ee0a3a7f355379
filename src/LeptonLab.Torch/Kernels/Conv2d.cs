using LeptonLab.Ops;

namespace LeptonLab.Torch.Kernels;

/// <summary>The convolution; the processor's where <see cref="Convolution.IsOurs"/> says so.</summary>
internal sealed class Conv2d : Ops.Conv2d.IKernel
{
    private static Ops.Conv2d.IKernel Fallback => Device.Cpu.Kernel<Ops.Conv2d.IKernel>();

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Conv2dGeometry geometry)
    {
        if (Convolution.IsOurs(x, geometry))
            Fallback.Forward(x, w, b, y, geometry);
        else
            TorchKernel.Write(y, () => Convolution.Of(x, w, b, geometry));
    }

    public void Backward(Tensor x, Tensor w, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Conv2dGeometry geometry)
    {
        if (Convolution.IsOurs(x, geometry))
            Fallback.Backward(x, w, dy, dx, dw, db, geometry);
        else
            Convolution.Backward(x, w, dy.AsTorch, dx, dw, db, geometry);
    }
}
