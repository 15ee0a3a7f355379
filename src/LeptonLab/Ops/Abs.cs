using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The magnitude, <c>y = |x|</c>, element by element, any shape. The derivative at 0 is taken as 0. NaN stays NaN.
/// </summary>
public static class Abs
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx);
    }

    /// <summary>Takes the magnitude; differentiable.</summary>
    public static Tensor Apply(Tensor x)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y);

        Tape.Record("Abs", y, [x], dy =>
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
            y[i] = T.Abs(x[i]);
    }

    /// <summary>The backward pass as a plain loop: <c>y = x</c> where x &gt; 0, and <c>y = −x</c> where x &lt; 0.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = x[i] > T.Zero ? dy[i] : x[i] < T.Zero ? -dy[i] : x[i] * dy[i]; // 0 or NaN
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y) => Forward<float>(x.Values, y.AsSpan());

        public void Backward(Tensor x, Tensor dy, Tensor dx) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan());
    }
}
