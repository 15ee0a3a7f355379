using LeptonLab.Ops;

namespace LeptonLab.Torch.Kernels;

/// <summary>The affine map and an activation.</summary>
internal sealed class DenseActivation : Ops.DenseActivation.IKernel
{
    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation) =>
        TorchKernel.Write(y, () => TorchKernel.Activate(activation, Dense.Map(x, w, b)));

    public void Backward(
        Tensor x, Tensor w, Tensor y, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Activation activation) =>
        TorchKernel.Run(x, () => Dense.Backward(
            x, w, TorchKernel.ThroughActivation(activation, y.AsTorch(), dy.AsTorch()), dx, dw, db));
}
