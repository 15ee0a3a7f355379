using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The nearest number within bounds, <c>y = min(max(x, low), high)</c>, element by element, any shape. NaN stays NaN. The
/// derivative is 1 within the bounds and on them, 0 outside.
/// </summary>
public static class Clamp
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes y.</summary>
        void Forward(Tensor x, Tensor y, float low, float high);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor dy, Tensor dx, float low, float high);
    }

    /// <summary>Clamps; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    /// <exception cref="ArgumentException">The bounds are the wrong way round, or NaN.</exception>
    public static Tensor Apply(Tensor x, float low = float.NegativeInfinity, float high = float.PositiveInfinity)
    {
        if (!(low <= high))
            throw new ArgumentException($"Clamp: the lower bound {low} must not be above the upper bound {high}.");
        IKernel kernel = x.Device.Kernel<IKernel>();
        var y = new Tensor(x.Shape, x.Device);
        kernel.Forward(x, y, low, high);

        Tape.Record("Clamp", y, [x], dy =>
        {
            var dx = new Tensor(x.Shape, x.Device);
            kernel.Backward(x, dy, dx, low, high);
            return [dx];
        });
        return y;
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, Span<T> y, T low, T high)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = x[i] < low ? low : x[i] > high ? high : x[i];
    }

    /// <summary>The backward pass as a plain loop: <c>y = x</c> within the bounds, and a constant outside.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dx, T low, T high)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = x[i] < low || x[i] > high ? T.Zero : dy[i];
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor y, float low, float high) => Forward<float>(x.Values, y.AsSpan(), low, high);

        public void Backward(Tensor x, Tensor dy, Tensor dx, float low, float high) =>
            Backward<float>(x.Values, dy.Values, dx.AsSpan(), low, high);
    }
}
