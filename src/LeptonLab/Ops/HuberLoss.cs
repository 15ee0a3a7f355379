using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Squared near the target and straight far away, so that outliers pull less (Huber, "Robust Estimation of a Location
/// Parameter", Ann. Math. Statist. 35(1), 1964).
/// <code>
/// d = x − t
/// l = ½ d²  where |d| ≤ δ,  δ (|d| − ½ δ)  elsewhere
/// ∂l/∂x = d kept within −δ … δ = −∂l/∂t
/// </code>
/// x, the prediction, and t, the target, have any one shape; L is their mean or sum, a scalar, or has that shape.
/// <see cref="SmoothL1Loss"/> is this divided by its δ.
/// </summary>
public static class HuberLoss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss of each pair.</summary>
        void Forward(Tensor x, Tensor target, float delta, Tensor losses);

        /// <summary>Writes ∂L/∂x.</summary>
        void Backward(Tensor x, Tensor target, float delta, Tensor dLosses, Tensor dx);
    }

    /// <summary>The loss of a prediction; differentiable with respect to both.</summary>
    /// <param name="x">The prediction.</param>
    /// <param name="target">What is true, in the same shape.</param>
    /// <param name="delta">δ, where the parabola goes over into the straight line; positive.</param>
    /// <param name="reduction">Whether to take the mean or the sum, or neither.</param>
    /// <exception cref="ArgumentException">The shapes differ, δ is not positive, or there is nothing to take the mean of.</exception>
    public static Tensor Apply(Tensor x, Tensor target, float delta = 1, LossReduction reduction = LossReduction.Mean)
    {
        if (!(delta > 0) || float.IsInfinity(delta))
            throw new ArgumentException($"HuberLoss: δ is a positive number; it was {delta}.");
        IKernel kernel = x.Device.Kernel<IKernel>();
        return PointwiseLoss.Apply(
            nameof(HuberLoss),
            x,
            target,
            reduction,
            losses => kernel.Forward(x, target, delta, losses),
            (dLosses, dx) => kernel.Backward(x, target, delta, dLosses, dx),
            symmetric: true);
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> target, T delta, Span<T> losses)
        where T : IFloatingPointIeee754<T>
    {
        T half = T.CreateChecked(0.5);
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - target[i];
            losses[i] = T.Abs(d) > delta ? delta * (T.Abs(d) - half * delta) : half * d * d;
        }
    }

    /// <summary>The backward pass as a plain loop: <c>loss = ½ d²</c> or <c>δ (|d| − ½ δ)</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> target, T delta, ReadOnlySpan<T> dLosses, Span<T> dx)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            T d = x[i] - target[i];
            dx[i] = (T.Abs(d) > delta ? delta * L1Loss.Sign(d) : d) * dLosses[i];
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor x, Tensor target, float delta, Tensor losses) =>
            Forward<float>(x.AsSpan(), target.AsSpan(), delta, losses.AsSpan());

        public void Backward(Tensor x, Tensor target, float delta, Tensor dLosses, Tensor dx) =>
            Backward<float>(x.AsSpan(), target.AsSpan(), delta, dLosses.AsSpan(), dx.AsSpan());
    }
}
