using LeptonLab.Numerics;

namespace LeptonLab.Training;

/// <summary>Reads texts from the logits of a model trained with <see cref="Ops.CtcLoss"/>.</summary>
public static class CtcDecoder
{
    /// <summary>
    /// Best path decoding (Graves et al., ICML 2006, §3.2): the most likely class of each time step (among equals the
    /// first), repeats merged and blanks dropped. Fast; the text of the most likely path, not always the most likely text.
    /// </summary>
    /// <param name="logits">[batch, time, classes], or probabilities.</param>
    /// <param name="inputLengths">How many time steps of each sample count; all of them unless given.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <exception cref="ArgumentException">The shape, a length or the blank does not fit.</exception>
    public static int[][] Greedy(Tensor logits, int[]? inputLengths = null, int blank = 0)
    {
        int[] lengths = Check(logits, inputLengths, blank);
        int classes = logits.Shape[2];
        var texts = new int[logits.Shape[0]][];
        for (int n = 0; n < texts.Length; n++)
        {
            var text = new List<int>();
            int last = blank;
            for (int t = 0; t < lengths[n]; t++)
            {
                int best = ArgMax(logits.Values.Slice((n * logits.Shape[1] + t) * classes, classes));
                if (best != blank && best != last)
                    text.Add(best);
                last = best;
            }

            texts[n] = [.. text];
        }

        return texts;
    }

    /// <summary>
    /// Prefix beam search (Graves, "Supervised Sequence Labelling with Recurrent Neural Networks", 2012, §7.5; Hannun et
    /// al., arXiv:1408.2873, algorithm 1, without a language model): adds up the alignments of each text, and follows the
    /// most likely beginnings.
    /// </summary>
    /// <param name="logits">[batch, time, classes], before softmax.</param>
    /// <param name="inputLengths">How many time steps of each sample count; all of them unless given.</param>
    /// <param name="blank">The class that stands for no label.</param>
    /// <param name="width">How many beginnings are followed. The more, the surer the best text is found.</param>
    /// <returns>For each sample up to <paramref name="width"/> texts, the most likely first.</returns>
    /// <exception cref="ArgumentException">The shape, a length or the blank does not fit, or the width is below 1.</exception>
    public static CtcText[][] BeamSearch(Tensor logits, int[]? inputLengths = null, int blank = 0, int width = 10)
    {
        int[] lengths = Check(logits, inputLengths, blank);
        if (width < 1)
            throw new ArgumentException($"A beam search follows at least one beginning; the width was {width}.");
        int classes = logits.Shape[2];
        var texts = new CtcText[logits.Shape[0]][];
        for (int n = 0; n < texts.Length; n++)
        {
            var search = new CtcBeam(blank, width);
            var log = new double[classes];
            for (int t = 0; t < lengths[n]; t++)
            {
                LogSoftmax(logits.Values.Slice((n * logits.Shape[1] + t) * classes, classes), log);
                search.Step(log);
            }

            texts[n] = search.Texts();
        }

        return texts;
    }

    private static int ArgMax(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int k = 1; k < values.Length; k++)
        {
            if (values[k] > values[best])
                best = k;
        }

        return best;
    }

    private static void LogSoftmax(ReadOnlySpan<float> z, Span<double> log)
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (float logit in z)
            largest = Math.Max(largest, logit);
        foreach (float logit in z)
            sum += PortableMath.Exp(logit - largest);
        for (int k = 0; k < z.Length; k++)
            log[k] = z[k] - largest - PortableMath.Log(sum);
    }

    private static int[] Check(Tensor logits, int[]? lengths, int blank)
    {
        Shape shape = logits.Shape;
        if (shape.Rank != 3)
            throw new ArgumentException($"CtcDecoder takes logits [batch, time, classes]; it got {shape}.");
        if ((uint)blank >= (uint)shape[2])
            throw new ArgumentException($"CtcDecoder: the blank, {blank}, is not a class; logits {shape} have the {shape[2]} classes 0 to {shape[2] - 1}.");
        lengths ??= [.. Enumerable.Repeat(shape[1], shape[0])];
        if (lengths.Length != shape[0])
            throw new ArgumentException($"CtcDecoder got logits {shape}, that is {shape[0]} samples, but {lengths.Length} input lengths.");
        for (int n = 0; n < lengths.Length; n++)
        {
            if ((uint)lengths[n] > (uint)shape[1])
                throw new ArgumentException($"CtcDecoder: sample {n} has {lengths[n]} time steps of input, but logits {shape} have {shape[1]}.");
        }

        return lengths;
    }
}
