using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Softmax cross-entropy in which what is easy counts little (Lin, Goyal, Girshick, He and Dollár, "Focal Loss for Dense
/// Object Detection", ICCV 2017, eq. 5, over several classes).
/// <code>
/// p = softmax z, of the true class y
/// l[n] = −α[y] (1 − p[y])^γ log p[y]
/// ∂l/∂z[c] = α[y] ((1 − p[y])^γ − γ p[y] (1 − p[y])^(γ−1) log p[y]) (p[c] − 1{c = y})
/// </code>
/// z is [batch, …, classes], the logits; L is the mean or sum over the places, a scalar, or [batch, …]. γ = 0 and α = 1 is
/// cross-entropy. The mean divides by the number of places, whatever α. <see cref="BinaryFocalLoss"/> is for one logit.
/// </summary>
public static class FocalLoss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss of each sample.</summary>
        void Forward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor losses);

        /// <summary>Writes ∂L/∂z.</summary>
        void Backward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor dLosses, Tensor dz);
    }

    /// <summary>The loss of logits against labels; differentiable with respect to the logits.</summary>
    /// <param name="z">[batch, …, classes].</param>
    /// <param name="labels">The true class of each sample or place, 0 … classes − 1.</param>
    /// <param name="gamma">γ, from 0 on.</param>
    /// <param name="alphas">α, one for each class; nothing for ones.</param>
    /// <param name="reduction">Whether to take the mean or the sum, or neither.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a label is not a class, or a number is outside its range.</exception>
    public static Tensor Apply(
        Tensor z, int[] labels, float gamma = 2, float[]? alphas = null, LossReduction reduction = LossReduction.Mean)
    {
        BinaryFocalLoss.CheckGamma(nameof(FocalLoss), gamma);
        new ClassTargets(labels, Weights: alphas).Check(nameof(FocalLoss), z.Shape);
        ReducedLoss.Check(nameof(FocalLoss), [labels.Length], reduction);
        Shape places = new(z.Shape.Extents[..^1]);
        z = ClassLabels.Flatten(z);
        alphas ??= [.. Enumerable.Repeat(1f, z.Shape[1])];
        IKernel kernel = z.Device.Kernel<IKernel>();
        var losses = new Tensor(places, z.Device);
        kernel.Forward(z, labels, gamma, alphas, losses);
        return ReducedLoss.Apply(nameof(FocalLoss), losses, reduction, losses.Count, [z], dLosses =>
        {
            var dz = new Tensor(z.Shape, z.Device);
            kernel.Backward(z, labels, gamma, alphas, dLosses, dz);
            return [dz];
        });
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> z, ReadOnlySpan<int> labels, T gamma, ReadOnlySpan<T> alphas, Span<T> losses, int classes)
        where T : IFloatingPointIeee754<T>
    {
        var p = new T[classes];
        for (int n = 0; n < labels.Length; n++)
        {
            (T log, T rest) = Truth(z.Slice(n * classes, classes), labels[n], p);
            losses[n] = -alphas[labels[n]] * T.Pow(rest, gamma) * log;
        }
    }

    /// <summary>The backward pass as plain loops: <c>loss = −α (1 − p)^γ log p</c> and <c>∂p/∂z[c] = p (1{c = y} − p[c])</c>.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> z,
        ReadOnlySpan<int> labels,
        T gamma,
        ReadOnlySpan<T> alphas,
        ReadOnlySpan<T> dLosses,
        Span<T> dz,
        int classes)
        where T : IFloatingPointIeee754<T>
    {
        var p = new T[classes];
        for (int n = 0; n < labels.Length; n++)
        {
            int y = labels[n];
            (T log, T rest) = Truth(z.Slice(n * classes, classes), y, p);

            // (1 − p)^(γ−1) log p → −(1 − p)^γ where p → 1, as log p → −(1 − p).
            T slope = rest == T.Zero ? -T.Pow(rest, gamma) : T.Pow(rest, gamma - T.One) * log;
            T factor = alphas[y] * (T.Pow(rest, gamma) - gamma * p[y] * slope) * dLosses[n];
            for (int c = 0; c < classes; c++)
                dz[n * classes + c] = factor * (c == y ? -rest : p[c]);
        }
    }

    // log p and 1 − p of the true class: the latter as the sum of the others, since a difference loses its digits.
    private static (T Log, T Others) Truth<T>(ReadOnlySpan<T> logits, int label, Span<T> p)
        where T : IFloatingPointIeee754<T>
    {
        T log = logits[label] - SoftmaxCrossEntropy.Softmax(logits, p), rest = T.Zero;
        for (int c = 0; c < p.Length; c++)
            rest += c == label ? T.Zero : p[c];
        return (log, rest);
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor losses) =>
            Forward<float>(z.AsSpan(), labels, gamma, alphas, losses.AsSpan(), z.Shape[1]);

        public void Backward(Tensor z, int[] labels, float gamma, float[] alphas, Tensor dLosses, Tensor dz) =>
            Backward<float>(z.AsSpan(), labels, gamma, alphas, dLosses.AsSpan(), dz.AsSpan(), z.Shape[1]);
    }
}
