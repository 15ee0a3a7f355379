using LeptonLab.Ops;

namespace LeptonLab.Cpu;

/// <summary>Activations chosen by name.</summary>
internal static unsafe class ActivationPass
{
    /// <summary>y = f(y) in place, on the thread team.</summary>
    internal static void Forward(Activation activation, Tensor y)
    {
        switch (activation)
        {
            case Activation.None: break;
            case Activation.Relu: Map<ReluFunction>.Run(y.Pointer, y.Pointer, y.Count); break;
            case Activation.Sigmoid: Map<SigmoidFunction>.Run(y.Pointer, y.Pointer, y.Count); break;
            case Activation.Tanh: Map<TanhFunction>.Run(y.Pointer, y.Pointer, y.Count); break;
            default: throw Activations.Unknown(activation);
        }
    }

    /// <summary>dx = the gradient before the activation, on the thread team; y is the result.</summary>
    internal static void Backward(Activation activation, Tensor y, Tensor dy, Tensor dx)
    {
        switch (activation)
        {
            case Activation.Relu: MapGradient<ReluFunction>.Run(y.Pointer, dy.Pointer, dx.Pointer, y.Count); break;
            case Activation.Sigmoid: MapGradient<SigmoidFunction>.Run(y.Pointer, dy.Pointer, dx.Pointer, y.Count); break;
            case Activation.Tanh: MapGradient<TanhFunction>.Run(y.Pointer, dy.Pointer, dx.Pointer, y.Count); break;
            default: throw Activations.Unknown(activation);
        }
    }
}
