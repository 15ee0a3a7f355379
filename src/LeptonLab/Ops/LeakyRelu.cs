using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The leaky rectifier (Maas, Hannun and Ng, ICML workshop on deep learning for audio, 2013): <c>y = x</c> for x &gt; 0 and
/// <c>slope · x</c> elsewhere, element by element, any shape, so that no unit is ever quite dead. The derivative at 0 is the slope.
/// </summary>
public static class LeakyRelu
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, float slope);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, float slope);
    }

    /// <summary>Rectifies; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="slope">Of the negative side.</param>
    public static Tensor Apply(Tensor x, float slope = 0.01f)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, slope);

        Tape.Record("LeakyRelu", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, dy, dx, slope);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, T slope)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] > T.Zero ? x[i] : slope * x[i];
    }

    /// <summary>The backward pass as a plain loop: <c>y = x</c> where x &gt; 0, and <c>slope · x</c> elsewhere.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, T slope)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = x[i] > T.Zero ? dy[i] : slope * dy[i];
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, float slope) => Forward<float>(x.Values, y.AsSpan(), slope);

        public void Backward(Tensor x, Tensor dy, Tensor dx, float slope) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan(), slope);
    }
}
