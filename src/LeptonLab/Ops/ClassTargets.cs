namespace LeptonLab.Ops;

/// <summary>
/// What a classifier should say: labels with smoothing, class weights and places that are left out, as in PyTorch.
/// <code>
/// q[n, c] = w[c] ((1 − ε) 1{c = label n} + ε / C)
/// l[n] = −Σ_c q[n, c] log p[n, c],  0 where label n is left out
/// mean = Σ_n l[n] / Σ_n w[label n], without the places that are left out
/// </code>
/// ε is the smoothing (Szegedy et al., "Rethinking the Inception Architecture", CVPR 2016, §7), w the class weights, C the
/// number of classes. With ε = 0 and without weights l is the cross-entropy of the label.
/// </summary>
/// <param name="Labels">The true class of each sample.</param>
/// <param name="Smoothing">ε, from 0 to 1.</param>
/// <param name="Weights">w, one for each class; nothing for ones.</param>
/// <param name="Ignored">The label of the places that are left out, such as −100 for padding.</param>
public sealed record ClassTargets(int[] Labels, float Smoothing = 0, float[]? Weights = null, int? Ignored = null)
{
    /// <summary>w of a class.</summary>
    public float Weight(int label) => Weights is null ? 1 : Weights[label];

    /// <summary>ε / C · w of a class: the part of q that does not depend on the label.</summary>
    internal double Spread(int label, int classes) => (double)Smoothing / classes * Weight(label);

    /// <summary><see cref="Spread(int, int)"/> of every class; nothing without smoothing.</summary>
    internal double[] Spreads(int classes)
    {
        var spreads = new double[Smoothing > 0 ? classes : 0];
        for (int c = 0; c < spreads.Length; c++)
            spreads[c] = Spread(c, classes);
        return spreads;
    }

    /// <summary>(1 − ε) · w of a label: the part of q that the label adds.</summary>
    internal double Peak(int label) => (1 - (double)Smoothing) * Weight(label);

    /// <summary>Σ_n w[label n] without the places that are left out.</summary>
    internal double TotalWeight()
    {
        double sum = 0;
        foreach (int label in Labels)
            sum += label == Ignored ? 0 : Weight(label);
        return sum;
    }

    internal void Check(string operation, Shape z)
    {
        ClassLabels.Check(operation, z, Labels, Ignored);
        if (!(Smoothing is >= 0 and <= 1))
            throw new ArgumentException($"{operation}: label smoothing is a share from 0 to 1; it was {Smoothing}.");
        if (Weights is null)
            return;
        if (Weights.Length != z[^1])
            throw new ArgumentException($"{operation} takes one weight for each of the {z[^1]} classes of {z}; it got {Weights.Length}.");
        for (int c = 0; c < Weights.Length; c++)
        {
            if (!(Weights[c] >= 0) || float.IsInfinity(Weights[c]))
                throw new ArgumentException($"{operation}: a class weight is a number from 0 on; that of class {c} is {Weights[c]}.");
        }
    }

    /// <summary>The mean of nothing is not a number, and would look like a training that diverged.</summary>
    internal void CheckMean(string operation, double totalWeight)
    {
        if (totalWeight == 0)
        {
            throw new ArgumentException(
                $"{operation} has nothing to take the mean of: of {Labels.Length} labels each is left out "
                + $"({(Ignored is { } ignored ? $"the ignored {ignored}" : "none is ignored")}) or has the weight 0.");
        }
    }
}
