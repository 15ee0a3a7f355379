using System.Numerics;
using LeptonLab.Autograd;
using LeptonLab.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The logistic function, <c>y = 1 / (1 + exp(−x))</c>, element by element, any shape (Goodfellow, Bengio and Courville,
/// "Deep Learning", 2016, §3.10). Its derivative is <c>y (1 − y)</c>. NaN stays NaN.
/// </summary>
public static class Sigmoid
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y);

        /// <summary>Writes ∂L/∂x; the derivative is written with the output y.</summary>
        void Backward(Tensor y, Tensor dy, Tensor dx);
    }

    /// <summary>Squeezes every element into (0, 1); differentiable.</summary>
    public static Tensor Apply(Tensor x)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y);

        Tape.Record("Sigmoid", y, [x], dy =>
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
            y[i] = T.CreateTruncating(PortableMath.Sigmoid(double.CreateTruncating(x[i])));
    }

    /// <summary>The backward pass as a plain loop: <c>∂y/∂x = y (1 − y)</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            dx[i] = dy[i] * y[i] * (T.One - y[i]);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y) => Forward<float>(x.AsSpan(), y.AsSpan());

        public void Backward(Tensor y, Tensor dy, Tensor dx) => Backward<float>(y.AsSpan(), dy.AsSpan(), dx.AsSpan());
    }
}
