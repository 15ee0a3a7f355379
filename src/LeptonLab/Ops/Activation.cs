using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>What is applied to the results of a fused operation, element by element.</summary>
public enum Activation
{
    /// <summary>Nothing: y = x.</summary>
    None,

    /// <summary>max(x, 0), see <see cref="Ops.Relu"/>.</summary>
    Relu,

    /// <summary>1 / (1 + exp(−x)), see <see cref="Ops.Sigmoid"/>.</summary>
    Sigmoid,

    /// <summary>tanh x, see <see cref="Ops.Tanh"/>.</summary>
    Tanh,
}

/// <summary>The activations as plain loops, chosen by name.</summary>
public static class Activations
{
    /// <summary>y = f(x). x and y may be the same.</summary>
    public static void Forward<T>(Activation activation, ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.None: x.CopyTo(y); break;
            case Activation.Relu: Relu.Forward(x, y); break;
            case Activation.Sigmoid: Sigmoid.Forward(x, y); break;
            case Activation.Tanh: Tanh.Forward(x, y); break;
            default: throw Unknown(activation);
        }
    }

    /// <summary>∂L/∂x from y = f(x) and ∂L/∂y. The rectifier's input and output are positive at the same places.</summary>
    public static void Backward<T>(Activation activation, ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case Activation.None: dy.CopyTo(dx); break;
            case Activation.Relu: Relu.Backward(y, dy, dx); break;
            case Activation.Sigmoid: Sigmoid.Backward(y, dy, dx); break;
            case Activation.Tanh: Tanh.Backward(y, dy, dx); break;
            default: throw Unknown(activation);
        }
    }

    internal static ArgumentOutOfRangeException Unknown(Activation activation) =>
        new(nameof(activation), $"There is no activation {activation}.");
}
