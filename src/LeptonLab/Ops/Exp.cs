using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The exponential function, <c>y = eˣ</c>, element by element, any shape. ∞ above 88.72, 0 below −103.97. NaN stays NaN.
/// </summary>
public static class Exp
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y);

        /// <summary>Writes ∂L/∂x; the derivative is written with the output y.</summary>
        void Backward(Tensor y, Tensor dy, Tensor dx);
    }

    /// <summary>Takes the exponential; differentiable.</summary>
    public static Tensor Apply(Tensor x)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y);

        Tape.Record("Exp", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(y, dy, dx);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = PortableMath.Exp(x[i]);
    }

    /// <summary>The backward pass as a plain loop: <c>∂y/∂x = eˣ = y</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            dx[i] = dy[i] * y[i];
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y) => Forward<float>(x.Values, y.AsSpan());

        public void Backward(Tensor y, Tensor dy, Tensor dx) =>
            Backward<float>(y.Values, dy.Values, dx.AsSpan());
    }
}
