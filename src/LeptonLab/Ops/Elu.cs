using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The exponential linear unit (Clevert, Unterthiner and Hochreiter, ICLR 2016): <c>y = x</c> for x &gt; 0 and <c>α (eˣ − 1)</c>
/// elsewhere, element by element, any shape. NaN stays NaN.
/// </summary>
public static class Elu
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, float alpha);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, float alpha);
    }

    /// <summary>Applies the unit; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="alpha">Minus the value that very negative numbers tend to.</param>
    public static Tensor Apply(Tensor x, float alpha = 1)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, alpha);

        Tape.Record("Elu", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, dy, dx, alpha);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, T alpha)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] > T.Zero ? x[i] : alpha * PortableMath.ExpM1(x[i]);
    }

    /// <summary>The backward pass as a plain loop: <c>∂y/∂x = 1</c> where x &gt; 0, and <c>α eˣ</c> elsewhere.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, T alpha)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = x[i] > T.Zero ? dy[i] : dy[i] * alpha * PortableMath.Exp(x[i]);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, float alpha) => Forward<float>(x.Values, y.AsSpan(), alpha);

        public void Backward(Tensor x, Tensor dy, Tensor dx, float alpha) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan(), alpha);
    }
}
