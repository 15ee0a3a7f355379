using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// The affine map and an activation in one. The kernels are those of <see cref="Dense"/> and of the activations, so the
/// fused and the separate operations agree to the bit.
/// </summary>
internal sealed class DenseActivation : Ops.DenseActivation.IKernel
{
    private readonly Dense _dense = new();

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation)
    {
        _dense.Forward(x, w, b, y);
        ActivationPass.Forward(activation, y);
    }

    public void Backward(
        Tensor x, Tensor w, Tensor y, Tensor dy, Tensor? dx, Tensor? dw, Tensor? db, Activation activation)
    {
        if (activation == Activation.None)
        {
            _dense.Backward(x, w, dy, dx, dw, db);
            return;
        }

        var gradient = new Tensor(y.Shape, y.Device);
        ActivationPass.Backward(activation, y, dy, gradient);
        _dense.Backward(x, w, gradient, dx, dw, db);
        gradient.Release();
    }
}
