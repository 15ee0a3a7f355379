using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The hyperbolic tangent, <c>y = (exp(x) − exp(−x)) / (exp(x) + exp(−x))</c>, element by element, any shape (LeCun, Bottou,
/// Orr and Müller, "Efficient BackProp", 1998, §4.4). Its derivative is <c>1 − y²</c>. NaN stays NaN.
/// </summary>
public static class Tanh
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y);

        /// <summary>Writes ∂L/∂x; the derivative is written with the output y.</summary>
        void Backward(Tensor y, Tensor dy, Tensor dx);
    }

    /// <summary>Squeezes every element into (−1, 1); differentiable.</summary>
    public static Tensor Apply(Tensor x)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y);

        Tape.Record("Tanh", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(y, dy, dx);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop; each value is computed in double.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = T.CreateTruncating(PortableMath.Tanh(double.CreateTruncating(x[i])));
    }

    /// <summary>The backward pass as a plain loop: <c>∂y/∂x = 1 − y²</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            dx[i] = dy[i] * (T.One - y[i] * y[i]);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y) => Forward<float>(x.AsSpan(), y.AsSpan());

        public void Backward(Tensor y, Tensor dy, Tensor dx) => Backward<float>(y.AsSpan(), dy.AsSpan(), dx.AsSpan());
    }
}
