using System.Numerics;
using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The loss of a classifier with several classes: softmax and cross-entropy in one, which is stable and has a simple
/// gradient (Goodfellow, Bengio and Courville, "Deep Learning", 2016, §6.2.2.3; the shift by the maximum: Blanchard,
/// Higham and Higham, IMA J. Numer. Anal. 41(4), 2021).
/// <code>
/// p[n, c] = exp z[n, c] / Σ_k exp z[n, k]
/// L = −(1/N) Σ_n log p[n, label n] = (1/N) Σ_n (m + log Σ_k exp(z[n, k] − m) − z[n, label n]),  m = max_k z[n, k]
/// ∂L/∂z[n, c] = (p[n, c] − 1{c = label n}) / N
/// </code>
/// z is [batch, classes], the logits, or has axes between these, such as [batch, time, classes]; N is the number of
/// samples or places. L is a scalar, in nats. <see cref="ClassTargets"/> has the formula with smoothed labels, class weights
/// and places that are left out.
/// </summary>
public static partial class SoftmaxCrossEntropy
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss and the probabilities.</summary>
        void Forward(Tensor z, int[] labels, Tensor loss, Tensor p);

        /// <summary>Writes ∂L/∂z.</summary>
        void Backward(Tensor p, int[] labels, Tensor dLoss, Tensor dz);
    }

    /// <summary>The loss of logits against labels; differentiable with respect to the logits.</summary>
    /// <param name="z">[batch, …, classes].</param>
    /// <param name="labels">The true class of each sample or place, 0 … classes − 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit or a label is not a class.</exception>
    public static Tensor Apply(Tensor z, int[] labels)
    {
        ClassLabels.Check(nameof(SoftmaxCrossEntropy), z.Shape, labels);
        if (labels.Length == 0)
            throw new ArgumentException($"SoftmaxCrossEntropy takes the mean over samples, but logits {z.Shape} hold none.");
        z = ClassLabels.Flatten(z);
        IKernel kernel = z.Device.Kernel<IKernel>();
        var loss = new Tensor([], z.Device);
        var p = new Tensor(z.Shape, z.Device);
        kernel.Forward(z, labels, loss, p);

        Tape.Record("SoftmaxCrossEntropy", loss, [z], dLoss =>
        {
            var dz = new Tensor(z.Shape, z.Device);
            kernel.Backward(p, labels, dLoss, dz);
            return [dz];
        });
        return loss;
    }

    /// <summary>The forward pass as plain loops; returns L and writes p.</summary>
    public static T Forward<T>(ReadOnlySpan<T> z, ReadOnlySpan<int> labels, Span<T> p, int classes)
        where T : IFloatingPointIeee754<T>
    {
        T loss = T.Zero;
        for (int n = 0; n < labels.Length; n++)
        {
            ReadOnlySpan<T> logits = z.Slice(n * classes, classes);
            T largest = logits[0];
            foreach (T logit in logits)
                largest = T.Max(largest, logit);

            T sum = T.Zero;
            for (int c = 0; c < classes; c++)
                sum += p[n * classes + c] = T.Exp(logits[c] - largest);
            for (int c = 0; c < classes; c++)
                p[n * classes + c] /= sum;
            loss += largest + T.Log(sum) - logits[labels[n]];
        }

        return loss / T.CreateChecked(labels.Length);
    }

    /// <summary>The backward pass as plain loops: <c>dz = (p − 1{c = label}) / N · dLoss</c>.</summary>
    public static void Backward<T>(ReadOnlySpan<T> p, ReadOnlySpan<int> labels, T dLoss, Span<T> dz, int classes)
        where T : IFloatingPointIeee754<T>
    {
        T scale = dLoss / T.CreateChecked(labels.Length);
        for (int n = 0; n < labels.Length; n++)
        for (int c = 0; c < classes; c++)
            dz[n * classes + c] = (p[n * classes + c] - (c == labels[n] ? T.One : T.Zero)) * scale;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor z, int[] labels, Tensor loss, Tensor p) =>
            loss.AsSpan()[0] = SoftmaxCrossEntropy.Forward<float>(z.AsSpan(), labels, p.AsSpan(), z.Shape[1]);

        public void Backward(Tensor p, int[] labels, Tensor dLoss, Tensor dz) =>
            SoftmaxCrossEntropy.Backward<float>(p.AsSpan(), labels, dLoss.Item(), dz.AsSpan(), p.Shape[1]);
    }
}
