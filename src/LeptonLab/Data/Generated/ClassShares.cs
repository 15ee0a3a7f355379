namespace LeptonLab.Data;

/// <summary>
/// Which class a sample of an unbalanced set has. Shares fall from the first class to the last by a constant factor (as in
/// Cui et al., "Class-Balanced Loss Based on Effective Number of Samples", CVPR 2019, §5.1). The class of a number is found
/// without the numbers before it, and any run of numbers has about the right shares, because the golden ratio's multiples
/// fill the unit interval evenly.
/// </summary>
internal static class ClassShares
{
    private const double Golden = 0.6180339887498949;

    /// <exception cref="LeptonException">The ratio is not between 1 and 1000.</exception>
    internal static void CheckImbalance(double imbalance)
    {
        if (!(imbalance >= 1 && imbalance <= 1000))
            throw new LeptonException($"Imbalance, the largest class over the smallest, must be between 1 and 1000, not {imbalance}.");
    }

    /// <summary>The share of each class, which sum to 1.</summary>
    internal static double[] Of(int classes, double imbalance)
    {
        double factor = classes == 1 ? 1 : Numerics.PortableMath.Exp(-Numerics.PortableMath.Log(imbalance) / (classes - 1));
        double[] shares = new double[classes];
        shares[0] = 1;
        for (int k = 1; k < classes; k++)
            shares[k] = shares[k - 1] * factor;
        double sum = shares.Sum();
        return [.. shares.Select(share => share / sum)];
    }

    /// <summary>The class of the sample (or track) of this number; in turns where all are equally frequent.</summary>
    internal static int Class(int number, double[] shares)
    {
        if (shares[0] == shares[^1])
            return number % shares.Length;
        double place = (number + 0.5) * Golden;
        place -= Math.Floor(place);
        int kind = 0;
        while (kind < shares.Length - 1 && place >= shares[kind])
            place -= shares[kind++];
        return kind;
    }
}
