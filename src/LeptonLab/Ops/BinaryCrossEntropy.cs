using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// The cross-entropy of yes and no, from logits (Bishop, "Pattern Recognition and Machine Learning", 2006, §4.3.2; as
/// PyTorch's BCEWithLogitsLoss). For several labels that do not exclude each other, and for masks.
/// <code>
/// l = −w t log σ(z) − (1 − t) log(1 − σ(z)),  σ(z) = 1 / (1 + exp(−z))
///   = w t s(−z) + (1 − t) s(z),  s(z) = log(1 + exp z) = max(z, 0) + log(1 + exp(−|z|))
/// ∂l/∂z = (1 − t) σ(z) − w t σ(−z)
/// </code>
/// z, the logits, and t, the targets from 0 to 1, have any one shape; L is their mean or sum, a scalar, or has that shape,
/// in nats. w, the positive weight, makes a rare yes count as much as a frequent no: one number, or one for each class,
/// the last axis. The mean divides by the number of logits, whatever the weights. Nothing overflows, and small losses keep
/// their digits.
/// </summary>
public static class BinaryCrossEntropy
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss of each logit; <paramref name="yes"/> is w t and <paramref name="no"/> 1 − t.</summary>
        void Forward(Tensor z, Tensor yes, Tensor no, Tensor losses);

        /// <summary>Writes ∂L/∂z.</summary>
        void Backward(Tensor z, Tensor yes, Tensor no, Tensor dLosses, Tensor dz);
    }

    /// <summary>The loss of logits; differentiable with respect to them.</summary>
    /// <param name="z">The logits.</param>
    /// <param name="target">How true each is, from 0 to 1, in the same shape.</param>
    /// <param name="positiveWeights">w: nothing for 1, one number for all, or one for each class.</param>
    /// <param name="reduction">Whether to take the mean or the sum, or neither.</param>
    /// <exception cref="ArgumentException">The shapes differ, a target or a weight is outside its range, or there is no logit.</exception>
    public static Tensor Apply(
        Tensor z, Tensor target, float[]? positiveWeights = null, LossReduction reduction = LossReduction.Mean)
    {
        PointwiseLoss.Check(nameof(BinaryCrossEntropy), z, target, reduction, symmetric: false);
        Tensor yes = Yes(target, positiveWeights), no = No(target);
        IKernel kernel = z.Device.Kernel<IKernel>();
        var losses = new Tensor(z.Shape, z.Device);
        kernel.Forward(z, yes, no, losses);
        return ReducedLoss.Apply(nameof(BinaryCrossEntropy), losses, reduction, losses.Count, [z], dLosses =>
        {
            var dz = new Tensor(z.Shape, z.Device);
            kernel.Backward(z, yes, no, dLosses, dz);
            return [dz];
        });
    }

    /// <summary>The forward pass as a plain loop.</summary>
    public static void Forward<T>(ReadOnlySpan<T> z, ReadOnlySpan<T> yes, ReadOnlySpan<T> no, Span<T> losses)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Length; i++)
            losses[i] = yes[i] * Softplus(-z[i]) + no[i] * Softplus(z[i]);
    }

    /// <summary>The backward pass as a plain loop: <c>loss = yes · s(−z) + no · s(z)</c> and <c>s′ = σ</c>.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> z, ReadOnlySpan<T> yes, ReadOnlySpan<T> no, ReadOnlySpan<T> dLosses, Span<T> dz)
        where T : IFloatingPointIeee754<T>
    {
        for (int i = 0; i < z.Length; i++)
            dz[i] = (no[i] * Sigmoid(z[i]) - yes[i] * Sigmoid(-z[i])) * dLosses[i];
    }

    // log(1 + eᶻ), with the trick of LogSigmoidLoss for the digits of a small eᶻ.
    internal static T Softplus<T>(T z)
        where T : IFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(z)), u = T.One + e;
        return T.Max(z, T.Zero) + (u == T.One ? e : T.Log(u) * e / (u - T.One));
    }

    internal static T Sigmoid<T>(T z)
        where T : IFloatingPointIeee754<T>
    {
        T e = T.Exp(-T.Abs(z));
        return (z >= T.Zero ? T.One : e) / (T.One + e);
    }

    private static Tensor No(Tensor target)
    {
        var no = new Tensor(target.Shape, target.Device);
        Span<float> result = no.AsSpan();
        ReadOnlySpan<float> truth = target.Values;
        for (int i = 0; i < truth.Length; i++)
        {
            if (truth[i] is < 0 or > 1)
            {
                throw new ArgumentException(
                    $"BinaryCrossEntropy: targets are from 0 to 1, but number {i} of the target {target.Shape} is {truth[i]}.");
            }

            result[i] = 1 - truth[i];
        }

        return no;
    }

    private static Tensor Yes(Tensor target, float[]? weights)
    {
        if (weights is null)
            return target;
        int classes = target.Shape.Rank == 0 ? 1 : target.Shape[^1];
        if (weights.Length != 1 && weights.Length != classes)
        {
            throw new ArgumentException(
                $"BinaryCrossEntropy takes one positive weight for all, or one for each of the {classes} classes of {target.Shape}; "
                + $"it got {weights.Length}.");
        }

        foreach (float weight in weights)
        {
            if (!(weight >= 0) || float.IsInfinity(weight))
                throw new ArgumentException($"BinaryCrossEntropy: a positive weight is a number from 0 on; one is {weight}.");
        }

        var yes = new Tensor(target.Shape, target.Device);
        Span<float> result = yes.AsSpan();
        ReadOnlySpan<float> truth = target.Values;
        for (int i = 0; i < truth.Length; i++)
            result[i] = truth[i] * weights[i % weights.Length];
        return yes;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor z, Tensor yes, Tensor no, Tensor losses) =>
            Forward<float>(z.AsSpan(), yes.AsSpan(), no.AsSpan(), losses.AsSpan());

        public void Backward(Tensor z, Tensor yes, Tensor no, Tensor dLosses, Tensor dz) =>
            Backward<float>(z.AsSpan(), yes.AsSpan(), no.AsSpan(), dLosses.AsSpan(), dz.AsSpan());
    }
}
