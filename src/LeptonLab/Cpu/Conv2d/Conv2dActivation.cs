using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>
/// Convolution, bias and activation in one. The kernels are those of <see cref="Conv2d"/> and of the activations, so the
/// fused and the separate operations agree to the bit.
/// </summary>
/// <remarks>
/// Forward: the activation runs over y in place, which saves a second tensor of its size. Backward: the gradient before the
/// activation comes from y and ∂L/∂y in one pass, then the convolution's gradient kernels take it.
/// </remarks>
internal sealed class Conv2dActivation : Ops.Conv2dActivation.IKernel
{
    private readonly Conv2d _convolution = new();

    public void Forward(Tensor x, Tensor w, Tensor? b, Tensor y, Activation activation, Conv2dGeometry geometry)
    {
        _convolution.Forward(x, w, b, y, geometry);
        ActivationPass.Forward(activation, y);
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
        if (activation == Activation.None)
        {
            _convolution.Backward(x, w, dy, dx, dw, db, geometry);
            return;
        }

        var gradient = new Tensor(y.Shape, y.Device);
        ActivationPass.Backward(activation, y, dy, gradient);
        _convolution.Backward(x, w, gradient, dx, dw, db, geometry);
        gradient.Release();
    }

    public Action<Tensor, Tensor> Prepare(Tensor w, Tensor? b, Activation activation, Conv2dGeometry geometry)
    {
        var session = new Conv2dSession(w, b, geometry);
        return (x, y) =>
        {
            session.Run(x, y);
            ActivationPass.Forward(activation, y);
        };
    }
}
