using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The sum of two tensors of one shape, rectified: <c>y = max(a + b, 0)</c>, where the ways of a residual block meet
/// (He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, figure 2). The same bits as the sum and
/// <see cref="Relu"/> one after the other.
/// </summary>
public static class AddRelu
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor a, Tensor b, Tensor y);

        /// <summary>Writes ∂L/∂a, which is ∂L/∂b as well.</summary>
        void Backward(Tensor y, Tensor dy, Tensor dx);
    }

    /// <summary>Adds and rectifies; differentiable with respect to both.</summary>
    /// <exception cref="ShapeException">The shapes differ.</exception>
    public static Tensor Apply(Tensor a, Tensor b)
    {
        if (a.Shape != b.Shape)
            throw new ShapeException($"AddRelu adds tensors of one shape; it got {a.Shape} and {b.Shape}.");
        IKernel kernel = Device.Of("AddRelu", a, b).Kernel<IKernel>();
        var y = new Tensor(a.Shape, a.Device);
        kernel.Forward(a, b, y);

        Tape.Record("AddRelu", y, [a, b], dy =>
        {
            var dx = new Tensor(y.Shape, y.Device);
            kernel.Backward(y, dy, dx);
            return [dx, dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = a[i] + b[i] < T.Zero ? T.Zero : a[i] + b[i];
    }

    /// <summary>The backward pass as a plain loop: <c>y = a + b</c> where that is positive, and a constant elsewhere.</summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> dy, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            dx[i] = y[i] <= T.Zero ? T.Zero : dy[i];
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor a, Tensor b, Tensor y) => Forward<float>(a.Values, b.Values, y.AsSpan());

        public void Backward(Tensor y, Tensor dy, Tensor dx) => Backward<float>(y.Values, dy.Values, dx.AsSpan());
    }
}
