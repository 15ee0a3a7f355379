namespace LeptonLab.Ops;

/// <summary>What a batch of sequences should be read as.</summary>
/// <param name="Labels">The text of each sample: its labels without blanks.</param>
/// <param name="InputLengths">How many time steps of each sample are input; what follows is padding.</param>
/// <param name="Blank">The class that stands for no label.</param>
/// <param name="ZeroInfinity">Whether a text that does not fit into its time steps costs nothing, and not ∞.</param>
public sealed record CtcTargets(int[][] Labels, int[] InputLengths, int Blank, bool ZeroInfinity)
{
    internal void Check(Shape z)
    {
        if (z.Rank != 3)
            throw new ArgumentException($"CtcLoss takes logits [batch, time, classes]; it got {z}.");
        (int batch, int time, int classes) = (z[0], z[1], z[2]);
        if (Labels.Length != batch || InputLengths.Length != batch)
        {
            throw new ArgumentException(
                $"CtcLoss got logits {z}, that is {batch} samples, but {Labels.Length} texts and {InputLengths.Length} input lengths.");
        }

        if ((uint)Blank >= (uint)classes)
            throw new ArgumentException($"CtcLoss: the blank, {Blank}, is not a class; logits {z} have the {classes} classes 0 to {classes - 1}.");
        for (int n = 0; n < batch; n++)
        {
            if ((uint)InputLengths[n] > (uint)time)
                throw new ArgumentException($"CtcLoss: sample {n} has {InputLengths[n]} time steps of input, but logits {z} have {time}.");
            for (int i = 0; i < Labels[n].Length; i++)
            {
                int label = Labels[n][i];
                if ((uint)label >= (uint)classes)
                {
                    throw new ArgumentException(
                        $"CtcLoss: label {label} at place {i} of the text of sample {n} is not a class; "
                        + $"logits {z} have the {classes} classes 0 to {classes - 1}.");
                }

                if (label == Blank)
                {
                    throw new ArgumentException(
                        $"CtcLoss: label {label} at place {i} of the text of sample {n} is the blank, which stands between labels "
                        + "and is none of them. Number the characters so that none has the blank's number.");
                }
            }
        }
    }
}
