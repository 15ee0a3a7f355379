using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The sigmoid linear unit, also called swish (Elfwing, Uchibe and Doya, Neural Networks 107, 2018): <c>y = x σ(x)</c> with
/// σ(x) = 1 / (1 + e⁻ˣ), element by element, any shape. NaN stays NaN.
/// </summary>
public static class Silu
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx);
    }

    /// <summary>Applies the unit; differentiable.</summary>
    public static Tensor Apply(Tensor x)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y);

        Tape.Record("Silu", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, dy, dx);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * PortableMath.Sigmoid(x[i]);
    }

    /// <summary>The backward pass as a plain loop: <c>∂y/∂x = σ + x σ (1 − σ) = σ (1 + x (1 − σ))</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T s = PortableMath.Sigmoid(x[i]);
            dx[i] = dy[i] * s * (T.One + x[i] * (T.One - s));
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y) => Forward<float>(x.Values, y.AsSpan());

        public void Backward(Tensor x, Tensor dy, Tensor dx) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan());
    }
}
