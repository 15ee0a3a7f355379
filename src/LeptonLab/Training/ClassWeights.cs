using LeptonLab.Data;

namespace LeptonLab.Training;

/// <summary>How much each class should count in a loss, for data in which some classes are rare.</summary>
public static class ClassWeights
{
    /// <summary>
    /// Weights that let every class count the same: w_c = N / (C · n_c) for N samples, C classes and n_c samples of class c
    /// (after King and Zeng, "Logistic Regression in Rare Events Data", Political Analysis 9(2), 2001). Their mean over the
    /// samples is 1. For example <c>Loss.CrossEntropy(classWeights: ClassWeights.Balanced(train))</c>.
    /// </summary>
    /// <param name="dataset">The training samples.</param>
    /// <exception cref="LeptonException">A class has no sample.</exception>
    public static float[] Balanced(IDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        int classes = dataset.Classes.Count;
        var counts = new int[classes];
        for (int i = 0; i < dataset.Count; i++)
            counts[dataset.Label(i)]++;
        int missing = Array.IndexOf(counts, 0);
        if (missing >= 0)
            throw new LeptonException($"The class '{dataset.Classes[missing]}' has no training samples, so no weight can make up for that.");
        return [.. counts.Select(count => (float)((double)dataset.Count / ((double)classes * count)))];
    }
}
