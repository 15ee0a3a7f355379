using LeptonLab.Ops;

namespace LeptonLab.Torch.Kernels;

/// <summary>The convolution and an activation; the processor's where <see cref="Convolution.IsOurs"/> says so.</summary>
internal sealed class Conv2dActivation : Ops.Conv2dActivation.IKernel
{
    private static Ops.Conv2dActivation.IKernel Fallback => Device.Cpu.Kernel<Ops.Conv2dActivation.IKernel>();

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation, Conv2dGeometry geometry)
    {
        if (Convolution.IsOurs(x, geometry))
            Fallback.Forward(x, w, b, y, activation, geometry);
        else
            TorchKernel.Write(y, () => TorchKernel.Activate(activation, Convolution.Of(x, w, b, geometry)));
    }

    public void Backward(
        Tensor x,
        Tensor w,
        Tensor y,
        Tensor dy,
        Tensor? dx,
        Tensor? dw,
        Tensor? db,
        Activation activation,
        Conv2dGeometry geometry)
    {
        if (Convolution.IsOurs(x, geometry))
            Fallback.Backward(x, w, y, dy, dx, dw, db, activation, geometry);
        else
            Convolution.Backward(x, w, () => TorchKernel.ThroughActivation(activation, y.AsTorch(), dy.AsTorch()), dx, dw, db, geometry);
    }
}
