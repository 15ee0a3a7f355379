namespace LeptonLab.Data;

/// <summary>The groups of a dataset, such as its patients, in the order of their names, with the samples of each.</summary>
internal sealed class SampleGroups
{
    /// <exception cref="LeptonException">The groups are unknown.</exception>
    internal SampleGroups(IGroupedDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        IReadOnlyList<string> groupOf = dataset.Groups
            ?? throw new LeptonException(
                "This dataset does not say which samples belong together (its patients), so it cannot be split by them.");
        ILookup<string, int> members = Enumerable.Range(0, dataset.Count).ToLookup(index => groupOf[index]);
        Names = [.. members.Select(group => group.Key).Order(StringComparer.Ordinal)];
        Members = [.. Names.Select(name => members[name].ToArray())];
        Counts = [.. Members.Select(samples => CountClasses(dataset, samples))];
    }

    internal string[] Names { get; }

    /// <summary>The samples of each group.</summary>
    internal int[][] Members { get; }

    /// <summary>How many samples of each class each group has.</summary>
    internal int[][] Counts { get; }

    /// <summary>The samples of the groups that a part is made of.</summary>
    /// <param name="partOf">The part that each group is in.</param>
    /// <param name="part">Which part.</param>
    internal IEnumerable<int> Samples(int[] partOf, int part) => Members.Where((_, group) => partOf[group] == part).SelectMany(samples => samples);

    /// <summary>Checks that each class that occurs is in two groups at least: else one side has to go without it.</summary>
    /// <exception cref="LeptonException">One is not.</exception>
    internal void CheckClassesAreShared(IReadOnlyList<string> classes)
    {
        for (int label = 0; label < classes.Count; label++)
        {
            int[] holders = [.. Enumerable.Range(0, Names.Length).Where(group => Counts[group][label] > 0)];
            if (holders.Length == 1)
            {
                throw new LeptonException(
                    $"All samples of class '{classes[label]}' are in one group, '{Names[holders[0]]}'. Training and test data cannot both "
                    + "have some without sharing the group. Add samples of other groups (patients), or leave the class out.");
            }
        }
    }

    private static int[] CountClasses(IDataset dataset, int[] samples)
    {
        int[] counts = new int[dataset.Classes.Count];
        foreach (int index in samples)
            counts[dataset.Label(index)]++;
        return counts;
    }
}
