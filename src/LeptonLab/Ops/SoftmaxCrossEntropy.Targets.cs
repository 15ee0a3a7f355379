using System.Numerics;

namespace LeptonLab.Ops;

public static partial class SoftmaxCrossEntropy
{
    /// <summary>What a device provides for smoothed labels, class weights and places that are left out.</summary>
    public interface ITargetsKernel
    {
        /// <summary>Writes the loss of each sample and the probabilities (0 where the sample is left out).</summary>
        void Forward(Tensor z, ClassTargets targets, Tensor losses, Tensor p);

        /// <summary>Writes ∂L/∂z.</summary>
        void Backward(Tensor p, ClassTargets targets, Tensor dLosses, Tensor dz);
    }

    /// <summary>
    /// The loss of logits against labels, see <see cref="ClassTargets"/> for the formula; differentiable with respect to the
    /// logits.
    /// </summary>
    /// <param name="z">[batch, …, classes].</param>
    /// <param name="labels">The true class of each sample or place, 0 … classes − 1.</param>
    /// <param name="labelSmoothing">ε, from 0 to 1: the share that is spread over all classes.</param>
    /// <param name="classWeights">How much each class counts.</param>
    /// <param name="ignoreIndex">The label of the places that are left out, such as −100 for padding.</param>
    /// <param name="reduction">The weighted mean or the sum, or the loss of each place, [batch, …].</param>
    /// <exception cref="ArgumentException">
    /// The shapes do not fit, a label is not a class, a number is outside its range, or every place is left out of the mean.
    /// </exception>
    public static Tensor Apply(
        Tensor z,
        int[] labels,
        float labelSmoothing = 0,
        float[]? classWeights = null,
        int? ignoreIndex = null,
        LossReduction reduction = LossReduction.Mean)
    {
        if (labelSmoothing == 0 && classWeights is null && ignoreIndex is null && reduction == LossReduction.Mean)
            return Apply(z, labels);
        var targets = new ClassTargets(labels, labelSmoothing, classWeights, ignoreIndex);
        targets.Check(nameof(SoftmaxCrossEntropy), z.Shape);
        ReducedLoss.Check(nameof(SoftmaxCrossEntropy), [labels.Length], reduction);
        double totalWeight = targets.TotalWeight();
        if (reduction == LossReduction.Mean)
            targets.CheckMean(nameof(SoftmaxCrossEntropy), totalWeight);

        Shape places = new(z.Shape.Extents[..^1]);
        z = ClassLabels.Flatten(z);
        ITargetsKernel kernel = z.Device.Kernel<ITargetsKernel>();
        var losses = new Tensor(places, z.Device);
        var p = new Tensor(z.Shape, z.Device);
        kernel.Forward(z, targets, losses, p);
        return ReducedLoss.Apply(nameof(SoftmaxCrossEntropy), losses, reduction, totalWeight, [z], dLosses =>
        {
            var dz = new Tensor(z.Shape, z.Device);
            kernel.Backward(p, targets, dLosses, dz);
            return [dz];
        });
    }

    /// <summary>The forward pass as plain loops: writes the loss of each sample, and p.</summary>
    public static void Forward<T>(ReadOnlySpan<T> z, ClassTargets targets, Span<T> losses, Span<T> p, int classes)
        where T : IFloatingPointIeee754<T>
    {
        for (int n = 0; n < losses.Length; n++)
        {
            ReadOnlySpan<T> logits = z.Slice(n * classes, classes);
            Span<T> row = p.Slice(n * classes, classes);
            int label = targets.Labels[n];
            if (label == targets.Ignored)
            {
                row.Clear();
                losses[n] = T.Zero;
                continue;
            }

            T logSum = Softmax(logits, row);
            losses[n] = T.CreateChecked(targets.Peak(label)) * (logSum - logits[label]);
            for (int c = 0; c < classes && targets.Smoothing > 0; c++)
                losses[n] += T.CreateChecked(targets.Spread(c, classes)) * (logSum - logits[c]);
        }
    }

    /// <summary>
    /// The backward pass as plain loops: <c>loss = Σ_c q[c] (log Σ_k exp z[k] − z[c])</c>, so <c>dz = (p Σ_c q[c] − q) dLoss</c>.
    /// </summary>
    public static void Backward<T>(ReadOnlySpan<T> p, ClassTargets targets, ReadOnlySpan<T> dLosses, Span<T> dz, int classes)
        where T : IFloatingPointIeee754<T>
    {
        T spread = T.Zero;
        for (int c = 0; c < classes; c++)
            spread += T.CreateChecked(targets.Spread(c, classes));
        for (int n = 0; n < dLosses.Length; n++)
        {
            int label = targets.Labels[n];
            if (label == targets.Ignored)
            {
                dz.Slice(n * classes, classes).Clear();
                continue;
            }

            T peak = T.CreateChecked(targets.Peak(label));
            for (int c = 0; c < classes; c++)
            {
                T q = T.CreateChecked(targets.Spread(c, classes)) + (c == label ? peak : T.Zero);
                dz[n * classes + c] = (p[n * classes + c] * (peak + spread) - q) * dLosses[n];
            }
        }
    }

    /// <summary>p = softmax z of one sample; returns log Σ exp z.</summary>
    internal static T Softmax<T>(ReadOnlySpan<T> z, Span<T> p)
        where T : IFloatingPointIeee754<T>
    {
        T largest = z[0];
        foreach (T logit in z)
            largest = T.Max(largest, logit);
        T sum = T.Zero;
        for (int c = 0; c < z.Length; c++)
            sum += p[c] = T.Exp(z[c] - largest);
        for (int c = 0; c < z.Length; c++)
            p[c] /= sum;
        return largest + T.Log(sum);
    }

    internal sealed class PlainTargetsKernel : ITargetsKernel
    {
        public void Forward(Tensor z, ClassTargets targets, Tensor losses, Tensor p) =>
            Forward<float>(z.AsSpan(), targets, losses.AsSpan(), p.AsSpan(), z.Shape[1]);

        public void Backward(Tensor p, ClassTargets targets, Tensor dLosses, Tensor dz) =>
            Backward<float>(p.AsSpan(), targets, dLosses.AsSpan(), dz.AsSpan(), p.Shape[1]);
    }
}
