using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>A dataset in two parts.</summary>
/// <param name="Train">What to learn from.</param>
/// <param name="Test">What to be judged by: never learnt from, and sharing no group with <paramref name="Train"/>.</param>
/// <param name="Description">How it was split, as a sentence.</param>
public sealed record Split(IDataset Train, IDataset Test, string Description)
{
    /// <summary>
    /// Splits at random, without regard to classes. Only for samples that are independent of each other; a rare class may be
    /// missing on one side, which <see cref="ByClass"/> avoids.
    /// </summary>
    /// <param name="dataset">What to split.</param>
    /// <param name="testShare">The part of the samples that becomes test data, between 0 and 1; at least one sample.</param>
    /// <param name="seed">Chooses which.</param>
    /// <exception cref="LeptonException">There are fewer than two samples, or the share is not between 0 and 1.</exception>
    public static Split Random(IDataset dataset, double testShare = 0.2, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        CheckShare(testShare);
        if (dataset.Count < 2)
        {
            throw new LeptonException(
                $"A split into training and test data needs at least 2 samples; the dataset has {dataset.Count}.");
        }

        int[] order = new RandomStream(seed).Permutation(dataset.Count);
        int tested = Math.Clamp((int)Math.Round(dataset.Count * testShare), 1, dataset.Count - 1);
        return Make(dataset, order[tested..], order[..tested], $"{testShare:P0} of the samples are test data, drawn at random (seed {seed})");
    }

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
        var known = new SampleGroups(dataset);
        string[] groups = known.Names;
        CheckSeveral(groups);
        const int Attempts = 100;
        int tested = Math.Clamp((int)Math.Round(groups.Length * testShare), 1, groups.Length - 1);
        int classes = ClassCount(dataset, Enumerable.Range(0, dataset.Count));
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int[] order = new RandomStream(seed, (ulong)attempt).Permutation(groups.Length);
            int[] test = [.. order[..tested].SelectMany(group => known.Members[group])];
            int[] train = [.. order[tested..].SelectMany(group => known.Members[group])];
            if (ClassCount(dataset, test) == classes && ClassCount(dataset, train) == classes)
            {
                return Make(
                    dataset,
                    train,
                    test,
                    $"the samples of {tested} of {groups.Length} groups (patients) are test data, drawn at random (seed {seed}); "
                    + "no group is on both sides");
            }
        }

        throw new LeptonException(
            $"No split of the {groups.Length} groups (patients) was found in which {tested} of them are test data and "
            + $"both sides have samples of every class. Use more patients, or another share of test data, or {nameof(ByGroupAndClass)}.");
    }

    /// <summary>
    /// Splits by group and keeps the proportions of the classes: all samples of a group (a patient) go to the same side, and each
    /// side gets its share of every class, as nearly as whole groups allow.
    /// </summary>
    /// <param name="dataset">What to split; it must know its groups.</param>
    /// <param name="testShare">The part of each class that should become test data, between 0 and 1.</param>
    /// <param name="seed">Decides between groups that are alike.</param>
    /// <exception cref="LeptonException">
    /// The groups are unknown, or fewer than two; or a class cannot be on both sides; or the share is not between 0 and 1.
    /// </exception>
    public static Split ByGroupAndClass(IGroupedDataset dataset, double testShare = 0.2, ulong seed = 1)
    {
        CheckShare(testShare);
        var groups = new SampleGroups(dataset);
        CheckSeveral(groups.Names);
        groups.CheckClassesAreShared(dataset.Classes);
        int[] side = GroupBalance.Deal(groups.Counts, [1 - testShare, testShare], new RandomStream(seed));
        int[] train = [.. groups.Samples(side, 0)], test = [.. groups.Samples(side, 1)];
        int[] present = [.. Enumerable.Range(0, dataset.Classes.Count).Where(label => groups.Counts.Any(count => count[label] > 0))];
        foreach ((int[] samples, string what) in new[] { (train, "training"), (test, "test") })
        {
            if (present.Except(samples.Select(dataset.Label)).ToArray() is [int missing, ..])
            {
                throw new LeptonException(
                    $"No split of the {groups.Names.Length} groups (patients) was found in which the {what} data have samples of class "
                    + $"'{dataset.Classes[missing]}' and all the others. Use more patients, or another share of test data.");
            }
        }

        double worst = present.Max(label => Math.Abs(
            testShare - test.Count(index => dataset.Label(index) == label) / groups.Counts.Sum(count => (double)count[label])));
        return Make(
            dataset,
            train,
            test,
            $"{side.Count(part => part == 1)} of {side.Length} groups (patients) are test data, no group is on both sides, and the share "
            + $"of each class is {testShare:P0} to within {100 * worst:F1} percentage points (seed {seed})");
    }

    private static Split Make(IDataset dataset, IEnumerable<int> train, IEnumerable<int> test, string how)
    {
        int[] left = [.. train.Order()], right = [.. test.Order()];
        return new Split(
            new Subset(dataset, left),
            new Subset(dataset, right),
            $"{left.Length:N0} training and {right.Length:N0} test samples: {how}.");
    }

    private static void CheckSeveral(string[] groups)
    {
        if (groups.Length < 2)
        {
            throw new LeptonException(
                $"All samples belong to one group, '{groups.FirstOrDefault()}'; a split into training and test data needs at "
                + "least two.");
        }
    }

    private static int ClassCount(IDataset dataset, IEnumerable<int> indices) => indices.Select(dataset.Label).Distinct().Count();

    private static void CheckShare(double testShare)
    {
        if (!(testShare > 0 && testShare < 1))
            throw new LeptonException($"The share of test data must be between 0 and 1, not {testShare}.");
    }
}
