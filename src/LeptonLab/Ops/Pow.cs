using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// A power, <c>y = xᵖ</c> with one exponent for all, element by element, any shape. The special cases are those of IEEE 754,
/// see <see cref="PortableMath.Pow(double, double)"/>: 1 for p = 0, NaN for x &lt; 0 where p is not whole.
/// </summary>
public static class Pow
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, float exponent);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, float exponent);
    }

    /// <summary>Raises to a power; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="exponent">p.</param>
    public static Tensor Apply(Tensor x, float exponent)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, exponent);

        Tape.Record("Pow", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, dy, dx, exponent);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, T exponent)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = PortableMath.Pow(x[i], exponent);
    }

    /// <summary>The backward pass as a plain loop: <c>∂y/∂x = p xᵖ⁻¹</c>, and 0 for p = 0.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, T exponent)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = exponent == T.Zero ? T.Zero : dy[i] * exponent * PortableMath.Pow(x[i], exponent - T.One);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, float exponent) => Forward<float>(x.Values, y.AsSpan(), exponent);

        public void Backward(Tensor x, Tensor dy, Tensor dx, float exponent) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan(), exponent);
    }
}
