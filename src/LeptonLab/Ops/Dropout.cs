using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// Dropout: numbers are set to zero at random, and the rest made larger so that the expected value stays (Srivastava et al.,
/// JMLR 15, 2014; scaled in training, §10).
/// <code>
/// y[i] = m[i] · x[i]    m[i] = 0 with probability p, else 1/(1 − p)
/// </code>
/// Any shape. Whether number i is dropped depends on the mask's seed and stream, on the draw, and on i alone, see
/// <see cref="DropoutMask"/>: the same for every device and number of threads. The backward pass draws the same mask again,
/// which costs less than keeping it.
/// </summary>
public static class Dropout
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y; and ∂L/∂x from ∂L/∂y, which is the same.</summary>
        void Multiply(Tensor x, Tensor y, DropoutMask mask);
    }

    /// <summary>Drops; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="mask">Which numbers are dropped.</param>
    public static Tensor Apply(Tensor x, DropoutMask mask)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Multiply(x, y, mask);

        Tape.Record("Dropout", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Multiply(dy, dx, mask);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop, and the backward pass: <c>∂(m · x)/∂x = m</c>.</summary>
    public static void Multiply<T>(ReadOnlySpan<T> x, Span<T> y, DropoutMask mask)
        where T : IFloatingPointIeee754<T>
    {
        T scale = T.CreateChecked(mask.Scale);
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] * (mask.Keeps(i) ? scale : T.Zero);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Multiply(Tensor x, Tensor y, DropoutMask mask) => Multiply<float>(x.AsSpan(), y.AsSpan(), mask);
    }
}
