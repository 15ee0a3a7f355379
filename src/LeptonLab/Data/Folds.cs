using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>Splits for cross-validation: each sample is test data in exactly one of k splits. The seed decides, on every machine alike.</summary>
public static class Folds
{
    private const string Groups = "groups (patients)";

    /// <summary>At random, without regard to classes. Only for samples that are independent of each other.</summary>
    /// <exception cref="LeptonException">There are fewer samples than folds, or fewer than two folds.</exception>
    public static IReadOnlyList<Split> Random(IDataset dataset, int folds = 5, ulong seed = 1)
    {
        int[] order = new RandomStream(seed).Permutation(dataset.Count);
        return Make(dataset, folds, order.Length, "samples", order);
    }

    /// <summary>Each class in the same proportion in every fold, as nearly as its number allows.</summary>
    /// <exception cref="LeptonException">There are fewer samples than folds, or fewer than two folds.</exception>
    public static IReadOnlyList<Split> ByClass(IDataset dataset, int folds = 5, ulong seed = 1)
    {
        // Dealt out like cards, class after class.
        int[] order = new RandomStream(seed).Permutation(dataset.Count);
        return Make(dataset, folds, order.Length, "samples", [.. order.OrderBy(dataset.Label)]);
    }

    /// <summary>All samples of a group (a patient, a clip) in the same fold.</summary>
    /// <exception cref="LeptonException">The groups are unknown or fewer than folds, or there are fewer than two folds.</exception>
    public static IReadOnlyList<Split> ByGroup(IGroupedDataset dataset, int folds = 5, ulong seed = 1)
    {
        var groups = new SampleGroups(dataset);
        int[][] members = groups.Members;
        new RandomStream(seed).Shuffle<int[]>(members);
        return Make(dataset, folds, members.Length, Groups, members);
    }

    /// <summary>
    /// All samples of a group (a patient, a clip) in the same fold, and each class in the same proportion in every fold, as nearly
    /// as whole groups allow.
    /// </summary>
    /// <exception cref="LeptonException">
    /// The groups are unknown or fewer than folds, or a class is in one group only, or there are fewer than two folds.
    /// </exception>
    public static IReadOnlyList<Split> ByGroupAndClass(IGroupedDataset dataset, int folds = 5, ulong seed = 1)
    {
        var groups = new SampleGroups(dataset);
        CheckNumber(folds, groups.Names.Length, Groups);
        groups.CheckClassesAreShared(dataset.Classes);
        double[] shares = [.. Enumerable.Repeat(1.0 / folds, folds)];
        int[] foldOf = GroupBalance.Deal(groups.Counts, shares, new RandomStream(seed));
        return [.. Enumerable.Range(0, folds).Select(fold => Make(dataset, fold, folds, [.. groups.Samples(foldOf, fold)]))];
    }

    private static Split[] Make(IDataset dataset, int folds, int units, string what, int[] order) =>
        Make(dataset, folds, units, what, Array.ConvertAll(order, index => new[] { index }));

    private static Split[] Make(IDataset dataset, int folds, int units, string what, int[][] order)
    {
        CheckNumber(folds, units, what);
        return
        [
            .. Enumerable.Range(0, folds).Select(fold =>
                Make(dataset, fold, folds, [.. order.Where((_, i) => i % folds == fold).SelectMany(unit => unit)])),
        ];
    }

    private static Split Make(IDataset dataset, int fold, int folds, int[] test)
    {
        var tested = test.ToHashSet();
        int[] train = [.. Enumerable.Range(0, dataset.Count).Where(index => !tested.Contains(index))];
        return new Split(
            new Subset(dataset, train),
            new Subset(dataset, [.. test.Order()]),
            $"fold {fold + 1} of {folds}: {train.Length:N0} training and {test.Length:N0} test samples.");
    }

    private static void CheckNumber(int folds, int units, string what)
    {
        if (folds < 2 || folds > units)
        {
            throw new LeptonException(units < 2
                ? $"{folds} folds cannot be made of {units} {what}: at least 2 are needed."
                : $"{folds} folds cannot be made of {units:N0} {what}; 2 to {units:N0} can.");
        }
    }
}
