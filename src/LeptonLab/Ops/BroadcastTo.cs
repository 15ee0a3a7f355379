using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// A tensor repeated to a larger shape, as in <see cref="BroadcastGeometry"/>: <c>[64]</c> to <c>[32, 10, 64]</c>. Operations of
/// two tensors do it by themselves and without a copy.
/// </summary>
public static class BroadcastTo
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, BroadcastGeometry geometry);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor dy, Tensor dx, BroadcastGeometry geometry);
    }

    /// <summary>Repeats; differentiable.</summary>
    /// <exception cref="ShapeException">The tensor cannot be repeated to this shape.</exception>
    public static Tensor Apply(Tensor x, Shape shape)
    {
        BroadcastGeometry geometry = BroadcastGeometry.Of("BroadcastTo", x.Shape, shape);
        if (geometry.Shape != shape)
        {
            throw new ShapeException(
                $"BroadcastTo: {x.Shape} cannot be repeated to {shape}: together they give {geometry.Shape}.");
        }

        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(shape, x.Device);
        kernel.Forward(x, y, geometry);

        Tape.Record("BroadcastTo", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(dy, dx, geometry);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, BroadcastGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < y.Length; i++)
            y[i] = x[g.Index(0, i)];
    }

    /// <summary>The backward pass as a plain loop: <c>y = x</c>, and a number that was repeated gets the sum.</summary>
    public static void Backward<T>(ReadOnlySpan<T> dy, Span<T> dx, BroadcastGeometry g)
        where T : IFloatingPointIeee754<T>
    {
        dx.Clear();
        for (int i = 0; i < dy.Length; i++)
            dx[g.Index(0, i)] += dy[i];
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, BroadcastGeometry geometry) => Forward<float>(x.Values, y.AsSpan(), geometry);

        public void Backward(Tensor dy, Tensor dx, BroadcastGeometry geometry) =>
            Backward<float>(dy.Values, dx.AsSpan(), geometry);
    }
}
