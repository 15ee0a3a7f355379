using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The squared error, mostly its mean (Legendre, 1805; Bishop, "Pattern Recognition and Machine Learning", 2006, §1.2.5).
/// <code>
/// l = (x − t)²
/// ∂l/∂x = 2 (x − t) = −∂l/∂t
/// </code>
/// x, the prediction, and t, the target, have any one shape; L is their mean or sum, a scalar, or has that shape.
/// </summary>
public static class MseLoss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss of each pair.</summary>
        void Forward(Tensor x, Tensor target, Tensor losses);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx);
    }

    /// <summary>The loss of a prediction; differentiable with respect to both.</summary>
    /// <param name="x">The prediction.</param>
    /// <param name="target">What is true, in the same shape.</param>
    /// <param name="reduction">Whether to take the mean or the sum, or neither.</param>
    /// <exception cref="ArgumentException">The shapes differ, or there is nothing to take the mean of.</exception>
    public static Tensor Apply(Tensor x, Tensor target, LossReduction reduction = LossReduction.Mean)
    {
        IKernel kernel = x.Device.Kernel<IKernel>();
        return PointwiseLoss.Apply(
            nameof(MseLoss),
            x,
            target,
            reduction,
            losses => kernel.Forward(x, target, losses),
            (dLosses, dx) => kernel.Backward(x, target, dLosses, dx),
            symmetric: true);
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> target, Span<T> losses)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            losses[i] = (x[i] - target[i]) * (x[i] - target[i]);
    }

    /// <summary>The backward pass as a plain loop: <c>loss = (x − t)²</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> target, ReadOnlySpan<T> dLosses, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
            dx[i] = T.CreateChecked(2) * (x[i] - target[i]) * dLosses[i];
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor target, Tensor losses) =>
            Forward<float>(x.AsSpan(), target.AsSpan(), losses.AsSpan());

        public void Backward(Tensor x, Tensor target, Tensor dLosses, Tensor dx) =>
            Backward<float>(x.AsSpan(), target.AsSpan(), dLosses.AsSpan(), dx.AsSpan());
    }
}
