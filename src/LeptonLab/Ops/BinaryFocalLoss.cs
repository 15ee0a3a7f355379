using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The cross-entropy of yes and no in which what is easy counts little, for detectors that see mostly background (Lin,
/// Goyal, Girshick, He and Dollár, "Focal Loss for Dense Object Detection", ICCV 2017, eq. 5).
/// <code>
/// p = σ(z) where t = 1, 1 − σ(z) where t = 0: the probability of the truth, p = σ(s) with s = (2t − 1) z
/// l = −a (1 − p)^γ log p,  a = α where t = 1, 1 − α where t = 0
/// ∂l/∂z = −(2t − 1) a (1 − p)^γ (1 − p − γ p log p)
/// </code>
/// z, the logits, and t, the targets, each 0 or 1, have any one shape; L is their mean or sum, a scalar, or has that
/// shape. Detectors divide the sum by the number of objects. γ = 0 is cross-entropy; α may be left out (a = 1).
/// </summary>
public static class BinaryFocalLoss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss of each logit; <paramref name="yes"/> and <paramref name="no"/> are a for t = 1 and t = 0.</summary>
        void Forward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor losses);

        /// <summary>Writes ∂L/∂z.</summary>
        void Backward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor dLosses, Tensor dz);
    }

    /// <summary>The loss of logits; differentiable with respect to them.</summary>
    /// <param name="z">The logits.</param>
    /// <param name="target">The truth, 0 or 1, in the same shape.</param>
    /// <param name="gamma">γ, from 0 on.</param>
    /// <param name="alpha">α, from 0 to 1, or nothing.</param>
    /// <param name="reduction">Whether to take the mean or the sum, or neither.</param>
    /// <exception cref="ArgumentException">The shapes differ, a number is outside its range, or there is no logit.</exception>
    public static Tensor Apply(
        Tensor z, Tensor target, float gamma = 2, float? alpha = 0.25f, LossReduction reduction = LossReduction.Mean)
    {
        CheckGamma(nameof(BinaryFocalLoss), gamma);
        if (alpha is not (null or (>= 0 and <= 1)))
            throw new ArgumentException($"BinaryFocalLoss: α is a share from 0 to 1; it was {alpha}.");
        PointwiseLoss.Check(nameof(BinaryFocalLoss), z, target, reduction, symmetric: false);
        CheckTarget(target);
        (float yes, float no) = alpha is { } share ? (share, 1 - share) : (1, 1);
        IKernel kernel = z.Device.Kernel<IKernel>();
        return PointwiseLoss.Apply(
            nameof(BinaryFocalLoss),
            z,
            target,
            reduction,
            losses => kernel.Forward(z, target, gamma, yes, no, losses),
            (dLosses, dz) => kernel.Backward(z, target, gamma, yes, no, dLosses, dz),
            symmetric: false);
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> target, T gamma, T yes, T no, Span<T> losses)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Length; i++)
        {
            // −log p = log(1 + e⁻ˢ) and 1 − p = σ(−s).
            (T a, T s) = target[i] == T.Zero ? (no, -z[i]) : (yes, z[i]);
            losses[i] = a * Weight(s, gamma) * BinaryCrossEntropy.Softplus(-s);
        }
    }

    /// <summary>The backward pass as a plain loop: <c>loss = a σ(−s)^γ log(1 + e⁻ˢ)</c>.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> z, ReadOnlySpan<T> target, T gamma, T yes, T no, ReadOnlySpan<T> dLosses, Span<T> dz)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Length; i++)
        {
            (T a, T s) = target[i] == T.Zero ? (no, -z[i]) : (yes, z[i]);
            T p = BinaryCrossEntropy.Sigmoid(s), q = BinaryCrossEntropy.Sigmoid(-s);
            T ds = -a * Weight(s, gamma) * (q + gamma * p * BinaryCrossEntropy.Softplus(-s));
            dz[i] = (target[i] == T.Zero ? -ds : ds) * dLosses[i];
        }
    }

    internal static void CheckGamma(string operation, float gamma)
    {
        if (!(gamma >= 0) || float.IsInfinity(gamma))
            throw new ArgumentException($"{operation}: γ is a number from 0 on; it was {gamma}.");
    }

    // σ(−s)^γ = exp(−γ log(1 + eˢ)): a power without the difference 1 − p.
    private static T Weight<T>(T s, T gamma)
        where T : IFloatingPointIeee754<T> => T.Exp(-gamma * BinaryCrossEntropy.Softplus(s));

    private static void CheckTarget(Tensor target)
    {
        ReadOnlySpan<float> truth = target.Values;
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] is not (0 or 1))
            {
                throw new ArgumentException(
                    $"BinaryFocalLoss: each target is 0 or 1, but number {i} of the target {target.Shape} is {truth[i]}.");
            }
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor losses) =>
            Forward<float>(z.AsSpan(), target.AsSpan(), gamma, yes, no, losses.AsSpan());

        public void Backward(Tensor z, Tensor target, float gamma, float yes, float no, Tensor dLosses, Tensor dz) =>
            Backward<float>(z.AsSpan(), target.AsSpan(), gamma, yes, no, dLosses.AsSpan(), dz.AsSpan());
    }
}
