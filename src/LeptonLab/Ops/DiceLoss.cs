using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// One minus the overlap of a predicted and a true mask, which counts a small organ as much as a large one (Milletari,
/// Navab and Ahmadi, "V-Net", 3DV 2016, §3, with plain sums below the fraction as in Drozdzal et al., DLMIA 2016; Dice,
/// Ecology 26(3), 1945).
/// <code>
/// D[n, c] = (2 Σ_i p[n, i, c] t[n, i, c] + s) / (Σ_i p[n, i, c] + Σ_i t[n, i, c] + s)
/// l[n, c] = 1 − D[n, c]
/// ∂l/∂p[i] = −(2 t[i] − D) / (Σ p + Σ t + s)
/// </code>
/// p, the probabilities (apply sigmoid or softmax first), and t, the masks, are [batch, …, classes]; i runs over the axes
/// between. L is the mean or sum over n and c, a scalar, or [batch, classes]. s, the smooth term, makes an empty mask that
/// is predicted empty a loss of 0; with s = 0 that fraction, 0/0, is taken as 1.
/// </summary>
public static class DiceLoss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the losses and the totals Σ p + Σ t + s, both [batch, classes].</summary>
        void Forward(Tensor p, Tensor target, float smooth, Tensor losses, Tensor totals);

        /// <summary>Writes ∂L/∂p.</summary>
        void Backward(Tensor target, Tensor losses, Tensor totals, Tensor dLosses, Tensor dp);
    }

    /// <summary>The loss of probabilities against masks; differentiable with respect to the probabilities.</summary>
    /// <param name="p">[batch, …, classes].</param>
    /// <param name="target">The masks, mostly 0 and 1, in the same shape.</param>
    /// <param name="smooth">s, from 0 on.</param>
    /// <param name="reduction">Whether to take the mean or the sum, or neither.</param>
    /// <exception cref="ArgumentException">The shapes differ, s is negative, or there is nothing to take the mean of.</exception>
    public static Tensor Apply(Tensor p, Tensor target, float smooth = 1, LossReduction reduction = LossReduction.Mean)
    {
        if (p.Shape.Rank < 2)
            throw new ArgumentException($"DiceLoss takes probabilities [batch, …, classes]; it got {p.Shape}.");
        if (!(smooth >= 0) || float.IsInfinity(smooth))
            throw new ArgumentException($"DiceLoss: the smooth term is a number from 0 on; it was {smooth}.");
        Shape each = [p.Shape[0], p.Shape[^1]];
        PointwiseLoss.Check(nameof(DiceLoss), p, target, LossReduction.None, symmetric: false);
        ReducedLoss.Check(nameof(DiceLoss), each, reduction);
        IKernel kernel = p.Device.Kernel<IKernel>();
        Tensor losses = new(each, p.Device), totals = new(each, p.Device);
        kernel.Forward(p, target, smooth, losses, totals);
        return ReducedLoss.Apply(nameof(DiceLoss), losses, reduction, losses.Count, [p], dLosses =>
        {
            var dp = new Tensor(p.Shape, p.Device);
            kernel.Backward(target, losses, totals, dLosses, dp);
            return [dp];
        });
    }

    /// <summary>The forward pass as plain loops.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> p, ReadOnlySpan<T> target, T smooth, Span<T> losses, Span<T> totals, int batch, int classes)
        where T : IFloatingPointIeee754<T>
    {
        int places = batch * classes == 0 ? 0 : p.Length / (batch * classes);
        for (int n = 0; n < batch; n++)
        for (int c = 0; c < classes; c++)
        {
            T both = T.Zero, total = T.Zero;
            for (int i = 0; i < places; i++)
            {
                int at = (n * places + i) * classes + c;
                both += p[at] * target[at];
                total += p[at] + target[at];
            }

            T below = totals[n * classes + c] = total + smooth;
            losses[n * classes + c] = below == T.Zero ? T.Zero : T.One - (T.CreateChecked(2) * both + smooth) / below;
        }
    }

    /// <summary>The backward pass as plain loops: <c>loss = 1 − (2 Σ p t + s) / (Σ p + Σ t + s)</c>.</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> target, ReadOnlySpan<T> losses, ReadOnlySpan<T> totals, ReadOnlySpan<T> dLosses, Span<T> dp, int batch, int classes)
        where T : IFloatingPointIeee754<T>
    {
        int places = batch * classes == 0 ? 0 : dp.Length / (batch * classes);
        for (int n = 0; n < batch; n++)
        for (int i = 0; i < places; i++)
        for (int c = 0; c < classes; c++)
        {
            int mask = n * classes + c, at = (n * places + i) * classes + c;
            T dice = T.One - losses[mask];
            dp[at] = totals[mask] == T.Zero
                ? T.Zero
                : (dice - T.CreateChecked(2) * target[at]) / totals[mask] * dLosses[mask];
        }
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor p, Tensor target, float smooth, Tensor losses, Tensor totals) => Forward<float>(
            p.AsSpan(), target.AsSpan(), smooth, losses.AsSpan(), totals.AsSpan(), p.Shape[0], p.Shape[^1]);

        public void Backward(Tensor target, Tensor losses, Tensor totals, Tensor dLosses, Tensor dp) => Backward<float>(
            target.AsSpan(), losses.AsSpan(), totals.AsSpan(), dLosses.AsSpan(), dp.AsSpan(), dp.Shape[0], dp.Shape[^1]);
    }
}
