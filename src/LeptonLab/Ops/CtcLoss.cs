using System.Numerics;

namespace LeptonLab.Ops;

/// <summary>
/// Connectionist temporal classification: the loss of reading a text from a sequence without knowing where each label
/// stands (Graves, Fernández, Gomez and Schmidhuber, ICML 2006, §3 and §4.1).
/// <code>
/// y[t, k] = softmax_k z[t]                  what time step t says, with one class for blank, "no label"
/// p(l) = Σ_π Π_t y[t, π[t]]                 over all paths π that become the text l when repeats are merged and blanks dropped
/// L = −log p(l)
/// </code>
/// The sum is computed by dynamic programming over l′, the text with blanks around every label (S = 2U + 1 places):
/// <code>
/// α[t, s] = (α[t−1, s] + α[t−1, s−1] + α[t−1, s−2]) y[t, l′[s]]     the last only where l′[s] is a label other than l′[s−2]
/// β[t, s] = (β[t+1, s] + β[t+1, s+1] + β[t+1, s+2]) y[t, l′[s]]     the same from the end
/// p(l) = α[T−1, S−1] + α[T−1, S−2] = Σ_s α[t, s] β[t, s] / y[t, l′[s]] for every t
/// ∂L/∂z[t, k] = y[t, k] − Σ_{s: l′[s] = k} α[t, s] β[t, s] / (y[t, k] p(l))
/// </code>
/// all in logarithms, as the products of hundreds of probabilities are too small for any number. z is [batch, time, classes],
/// the logits; L is a scalar or [batch], in nats. The mean divides each sample's loss by the length of its text (at least 1)
/// and then by the batch, as in PyTorch. A text that is too long for its time steps (each repeated label needs one more) has
/// p = 0: the loss is ∞ and the gradient NaN, or both 0 with ZeroInfinity.
/// </summary>
public static class CtcLoss
{
    /// <summary>What a device provides for this operation.</summary>
    public interface IKernel
    {
        /// <summary>Writes the loss of each sample.</summary>
        void Forward(Tensor z, CtcTargets targets, Tensor losses);

        /// <summary>Writes ∂L/∂z.</summary>
        void Backward(Tensor z, CtcTargets targets, Tensor dLosses, Tensor dz);
    }

    /// <summary>The loss of logits against texts; differentiable with respect to the logits.</summary>
    /// <param name="z">[batch, time, classes].</param>
    /// <param name="texts">The labels of each sample, without blanks; a text may be empty.</param>
    /// <param name="inputLengths">How many time steps of each sample count; all of them unless given.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="zeroInfinity">Whether a text that does not fit into its time steps costs nothing, and not ∞.</param>
    /// <param name="reduction">The mean over the labels and the batch, the sum, or the loss of each sample.</param>
    /// <exception cref="ArgumentException">The shapes or lengths do not fit, or a label is not a class or is the blank.</exception>
    public static Tensor Apply(
        Tensor z,
        int[][] texts,
        int[]? inputLengths = null,
        int blank = 0,
        bool zeroInfinity = false,
        LossReduction reduction = LossReduction.Mean)
    {
        if (inputLengths is null && z.Shape.Rank == 3)
            inputLengths = [.. Enumerable.Repeat(z.Shape[1], z.Shape[0])];
        var targets = new CtcTargets(texts, inputLengths ?? [], blank, zeroInfinity);
        targets.Check(z.Shape);
        Shape batch = [z.Shape[0]];
        ReducedLoss.Check(nameof(CtcLoss), batch, reduction);
        IKernel kernel = z.Device.Kernel<IKernel>();
        var losses = new Tensor(batch, z.Device);
        kernel.Forward(z, targets, losses);
        float[]? weights = null;
        Tensor counted = losses;
        if (reduction == LossReduction.Mean)
        {
            weights = [.. texts.Select(text => 1f / Math.Max(1, text.Length))];
            counted = Scaled(losses, weights);
        }

        return ReducedLoss.Apply(nameof(CtcLoss), counted, reduction, losses.Count, [z], dLosses =>
        {
            var dz = new Tensor(z.Shape, z.Device);
            kernel.Backward(z, targets, weights is null ? dLosses : Scaled(dLosses, weights), dz);
            return [dz];
        });
    }

    /// <summary>The loss of one sample as plain loops; z is [time, classes].</summary>
    public static T Forward<T>(ReadOnlySpan<T> z, ReadOnlySpan<int> text, int blank, int classes)
        where T : IFloatingPointIeee754<T>
    {
        T[] y = LogSoftmax(z, classes);
        int time = z.Length / classes, places = 2 * text.Length + 1;
        return time == 0
            ? text.Length == 0 ? T.Zero : T.PositiveInfinity
            : -Probability<T>(Alphas<T>(y, text, blank, classes), time, places);
    }

    /// <summary>
    /// The gradient of one sample as plain loops: <c>loss = −log Σ_s α[t, s] β[t, s] / y[t, l′[s]]</c>, and through the softmax
    /// <c>dz[t, k] = (y[t, k] − Σ_{s: l′[s] = k} α β / (y p)) dLoss</c>.
    /// </summary>
    public static void Backward<T>(
        ReadOnlySpan<T> z, ReadOnlySpan<int> text, int blank, bool zeroInfinity, T dLoss, Span<T> dz, int classes)
        where T : IFloatingPointIeee754<T>
    {
        int time = z.Length / classes, places = 2 * text.Length + 1;
        if (time == 0)
            return;
        T[] y = LogSoftmax(z, classes), alphas = Alphas<T>(y, text, blank, classes), betas = Betas<T>(y, text, blank, classes);
        T probability = Probability<T>(alphas, time, places);
        if (zeroInfinity && T.IsNegativeInfinity(probability))
        {
            dz.Clear();
            return;
        }

        for (int t = 0; t < time; t++)
        {
            Span<T> row = dz.Slice(t * classes, classes);
            for (int k = 0; k < classes; k++)
                row[k] = T.Exp(y[t * classes + k]);
            for (int s = 0; s < places; s++)
            {
                int k = Label(text, s, blank);
                row[k] -= T.Exp(alphas[t * places + s] + betas[t * places + s] - y[t * classes + k] - probability);
            }

            for (int k = 0; k < classes; k++)
                row[k] *= dLoss;
        }
    }

    /// <summary>l′[s]: blanks at the even places, the labels of the text at the odd ones.</summary>
    internal static int Label(ReadOnlySpan<int> text, int s, int blank) => s % 2 == 0 ? blank : text[s / 2];

    /// <summary>Whether a path may go from place s − 2 to s: over the blank between two different labels.</summary>
    internal static bool Skips(ReadOnlySpan<int> text, int s) => s % 2 == 1 && s >= 3 && text[s / 2] != text[s / 2 - 1];

    private static T[] LogSoftmax<T>(ReadOnlySpan<T> z, int classes)
        where T : IFloatingPointIeee754<T>
    {
        var y = new T[z.Length];
        var p = new T[classes];
        for (int first = 0; first < z.Length; first += classes)
        {
            T logSum = SoftmaxCrossEntropy.Softmax(z.Slice(first, classes), p);
            for (int k = 0; k < classes; k++)
                y[first + k] = z[first + k] - logSum;
        }

        return y;
    }

    private static T[] Alphas<T>(ReadOnlySpan<T> y, ReadOnlySpan<int> text, int blank, int classes)
        where T : IFloatingPointIeee754<T>
    {
        int time = y.Length / classes, places = 2 * text.Length + 1;
        var alphas = new T[time * places];
        for (int t = 0; t < time; t++)
        for (int s = 0; s < places; s++)
        {
            T before = t == 0 ? s <= 1 ? T.Zero : T.NegativeInfinity : LogSum(
                alphas[(t - 1) * places + s],
                s >= 1 ? alphas[(t - 1) * places + s - 1] : T.NegativeInfinity,
                Skips(text, s) ? alphas[(t - 1) * places + s - 2] : T.NegativeInfinity);
            alphas[t * places + s] = before + y[t * classes + Label(text, s, blank)];
        }

        return alphas;
    }

    private static T[] Betas<T>(ReadOnlySpan<T> y, ReadOnlySpan<int> text, int blank, int classes)
        where T : IFloatingPointIeee754<T>
    {
        int time = y.Length / classes, places = 2 * text.Length + 1;
        var betas = new T[time * places];
        for (int t = time - 1; t >= 0; t--)
        for (int s = 0; s < places; s++)
        {
            T after = t == time - 1 ? s >= places - 2 ? T.Zero : T.NegativeInfinity : LogSum(
                betas[(t + 1) * places + s],
                s + 1 < places ? betas[(t + 1) * places + s + 1] : T.NegativeInfinity,
                s + 2 < places && Skips(text, s + 2) ? betas[(t + 1) * places + s + 2] : T.NegativeInfinity);
            betas[t * places + s] = after + y[t * classes + Label(text, s, blank)];
        }

        return betas;
    }

    private static T Probability<T>(ReadOnlySpan<T> alphas, int time, int places)
        where T : IFloatingPointIeee754<T> => LogSum(
            alphas[time * places - 1], places > 1 ? alphas[time * places - 2] : T.NegativeInfinity, T.NegativeInfinity);

    // log(eᵃ + eᵇ + eᶜ).
    private static T LogSum<T>(T a, T b, T c)
        where T : IFloatingPointIeee754<T>
    {
        T largest = T.Max(a, T.Max(b, c));
        return T.IsNegativeInfinity(largest)
            ? largest
            : largest + T.Log(T.Exp(a - largest) + T.Exp(b - largest) + T.Exp(c - largest));
    }

    private static Tensor Scaled(Tensor losses, float[] weights)
    {
        var result = new Tensor(losses.Shape, losses.Device);
        for (int n = 0; n < weights.Length; n++)
            result.AsSpan()[n] = losses.Values[n] * weights[n];
        return result;
    }

    internal sealed class PlainKernel : IKernel
    {
        public void Forward(Tensor z, CtcTargets targets, Tensor losses)
        {
            int length = z.Shape[1] * z.Shape[2];
            for (int n = 0; n < losses.Count; n++)
            {
                float loss = Forward<float>(
                    z.AsSpan().Slice(n * length, targets.InputLengths[n] * z.Shape[2]), targets.Labels[n], targets.Blank, z.Shape[2]);
                losses.AsSpan()[n] = targets.ZeroInfinity && float.IsPositiveInfinity(loss) ? 0 : loss;
            }
        }

        public void Backward(Tensor z, CtcTargets targets, Tensor dLosses, Tensor dz)
        {
            dz.AsSpan().Clear(); // what is behind the input's end has no part in the loss
            int length = z.Shape[1] * z.Shape[2];
            for (int n = 0; n < dLosses.Count; n++)
            {
                int first = n * length, count = targets.InputLengths[n] * z.Shape[2];
                Backward<float>(
                    z.AsSpan().Slice(first, count),
                    targets.Labels[n],
                    targets.Blank,
                    targets.ZeroInfinity,
                    dLosses.AsSpan()[n],
                    dz.AsSpan().Slice(first, count),
                    z.Shape[2]);
            }
        }
    }
}
