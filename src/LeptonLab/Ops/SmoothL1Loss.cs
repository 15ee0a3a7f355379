using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The absolute error with a rounded tip, for the corners of boxes (Girshick, "Fast R-CNN", ICCV 2015, eq. 3; β as in
/// PyTorch).
/// <code>
/// d = x − t
/// l = ½ d² / β  where |d| &lt; β,  |d| − ½ β  elsewhere
/// ∂l/∂x = d / β  where |d| &lt; β,  sign d  elsewhere
/// </code>
/// x, the prediction, and t, the target, have any one shape; L is their mean or sum, a scalar, or has that shape. β = 0
/// is the absolute error.
/// </summary>
public static class SmoothL1Loss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss of each pair.</summary>
        void Forward(Tensor x, Tensor target, float beta, Tensor losses);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor target, float beta, Tensor dLosses, Tensor dx);
    }

    /// <summary>The loss of a prediction; differentiable with respect to both.</summary>
    /// <param name="x">The prediction.</param>
    /// <param name="target">What is true, in the same shape.</param>
    /// <param name="beta">β, where the parabola goes over into the straight line; from 0 on.</param>
    /// <param name="reduction">Whether to take the mean or the sum, or neither.</param>
    /// <exception cref="ArgumentException">The shapes differ, β is negative, or there is nothing to take the mean of.</exception>
    public static Tensor Apply(Tensor x, Tensor target, float beta = 1, LossReduction reduction = LossReduction.Mean)
    {
        if (!(beta >= 0) || float.IsInfinity(beta))
            throw new ArgumentException($"SmoothL1Loss: β is a number from 0 on; it was {beta}.");
        IKernel kernel = x.Device.Kernel<IKernel>();
        return PointwiseLoss.Apply(
            nameof(SmoothL1Loss),
            x,
            target,
            reduction,
            losses => kernel.Forward(x, target, beta, losses),
            (dLosses, dx) => kernel.Backward(x, target, beta, dLosses, dx),
            symmetric: true);
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> target, T beta, Span<T> losses)
        where T : IFloatingPointIeee754<T>
    {
        T half = T.CreateChecked(0.5);
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - target[i];
            losses[i] = T.Abs(d) < beta ? half * d * d / beta : T.Abs(d) - half * beta;
        }
    }

    /// <summary>The backward pass as a plain loop: <c>loss = ½ d² / β</c> or <c>|d| − ½ β</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> target, T beta, ReadOnlySpan<T> dLosses, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - target[i];
            dx[i] = (T.Abs(d) < beta ? d / beta : L1Loss.Sign(d)) * dLosses[i];
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor target, float beta, Tensor losses) =>
            Forward<float>(x.AsSpan(), target.AsSpan(), beta, losses.AsSpan());

        public void Backward(Tensor x, Tensor target, float beta, Tensor dLosses, Tensor dx) =>
            Backward<float>(x.AsSpan(), target.AsSpan(), beta, dLosses.AsSpan(), dx.AsSpan());
    }
}
