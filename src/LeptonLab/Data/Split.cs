using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>A dataset in two parts.</summary>
/// <param name="Train">What to learn from.</param>
/// <param name="Test">What to be judged by: never learnt from, and sharing no group with <paramref name="Train"/>.</param>
/// <param name="Description">How it was split, as a sentence.</param>
public sealed record Split(IDataset Train, IDataset Test, string Description)
{
    /// <summary>
    /// Splits each class in the same proportion, at random. Only for samples that are independent of each other; for
    /// several pictures of one patient use <see cref="ByGroup"/>.
    /// </summary>
    /// <param name="dataset">What to split.</param>
    /// <param name="testShare">The part of each class that becomes test data, between 0 and 1; at least one sample.</param>
    /// <param name="seed">Chooses which.</param>
    /// <exception cref="LeptonException">A class has fewer than two samples, or the share is not between 0 and 1.</exception>
    public static Split ByClass(IDataset dataset, double testShare = 0.2, ulong seed = 1)
    {
        CheckShare(testShare);
        var train = new List<int>();
        var test = new List<int>();
        for (int label = 0; label < dataset.Classes.Count; label++)
        {
            int[] members = [.. Enumerable.Range(0, dataset.Count).Where(index => dataset.Label(index) == label)];
            if (members.Length < 2)
            {
                throw new LeptonException(
                    $"Class '{dataset.Classes[label]}' has {members.Length} sample{(members.Length == 1 ? "" : "s")}; a split into "
                    + "training and test data needs at least 2 in each class.");
            }

            new RandomStream(seed, (ulong)label).Shuffle<int>(members);
            int tested = Math.Clamp((int)Math.Round(members.Length * testShare), 1, members.Length - 1);
            test.AddRange(members[..tested]);
            train.AddRange(members[tested..]);
        }

        return Make(dataset, train, test, $"{testShare:P0} of each class are test data, drawn at random (seed {seed})");
    }

    /// <summary>Splits by group, at random: all samples of a group (a patient) go to the same side.</summary>
    /// <param name="dataset">What to split; it must know its groups.</param>
    /// <param name="testShare">The part of the groups that becomes test data, between 0 and 1; at least one group.</param>
    /// <param name="seed">Chooses which.</param>
    /// <exception cref="LeptonException">
    /// The groups are unknown, or fewer than two; or one side would lack a class whatever the draw.
    /// </exception>
    public static Split ByGroup(IGroupedDataset dataset, double testShare = 0.2, ulong seed = 1)
    {
        CheckShare(testShare);
        IReadOnlyList<string> groupOf = dataset.Groups
            ?? throw new LeptonException(
                "This dataset does not say which samples belong together (its patients), so it cannot be split by them.");
        string[] groups = [.. groupOf.Distinct().Order(StringComparer.Ordinal)];
        if (groups.Length < 2)
        {
            throw new LeptonException(
                $"All samples belong to one group, '{groups.FirstOrDefault()}'; a split into training and test data needs at "
                + "least two.");
        }

        const int Attempts = 100;
        int tested = Math.Clamp((int)Math.Round(groups.Length * testShare), 1, groups.Length - 1);
        int classes = ClassCount(dataset, Enumerable.Range(0, dataset.Count));
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            string[] order = [.. groups];
            new RandomStream(seed, (ulong)attempt).Shuffle<string>(order);
            var held = order.Take(tested).ToHashSet();
            ILookup<bool, int> sides = Enumerable.Range(0, dataset.Count).ToLookup(index => held.Contains(groupOf[index]));
            if (ClassCount(dataset, sides[true]) == classes && ClassCount(dataset, sides[false]) == classes)
            {
                return Make(
                    dataset,
                    sides[false],
                    sides[true],
                    $"the samples of {tested} of {groups.Length} groups (patients) are test data, drawn at random (seed {seed}); "
                    + "no group is on both sides");
            }
        }

        throw new LeptonException(
            $"No split of the {groups.Length} groups (patients) was found in which {tested} of them are test data and "
            + "both sides have samples of every class. Use more patients, or another share of test data.");
    }

    private static Split Make(IDataset dataset, IEnumerable<int> train, IEnumerable<int> test, string how)
    {
        int[] left = [.. train.Order()], right = [.. test.Order()];
        return new Split(
            new Subset(dataset, left),
            new Subset(dataset, right),
            $"{left.Length:N0} training and {right.Length:N0} test samples: {how}.");
    }

    private static int ClassCount(IDataset dataset, IEnumerable<int> indices) => indices.Select(dataset.Label).Distinct().Count();

    private static void CheckShare(double testShare)
    {
        if (!(testShare > 0 && testShare < 1))
            throw new LeptonException($"The share of test data must be between 0 and 1, not {testShare}.");
    }
}
