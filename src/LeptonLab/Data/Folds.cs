using LeptonLab.Numerics;

namespace LeptonLab.Data;

/// <summary>Splits for cross-validation: each sample is test data in exactly one of k splits. The seed decides, on every machine alike.</summary>
public static class Folds
{
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
        IReadOnlyList<string> groupOf = dataset.Groups
            ?? throw new LeptonException("This dataset does not say which samples belong together (its patients), so it cannot be split by them.");
        string[] groups = [.. groupOf.Distinct().Order(StringComparer.Ordinal)];
        new RandomStream(seed).Shuffle<string>(groups);
        ILookup<string, int> members = Enumerable.Range(0, dataset.Count).ToLookup(index => groupOf[index]);
        return Make(dataset, folds, groups.Length, "groups (patients)", [.. groups.Select(group => members[group].ToArray())]);
    }

    private static Split[] Make(IDataset dataset, int folds, int units, string what, int[] order) =>
        Make(dataset, folds, units, what, Array.ConvertAll(order, index => new[] { index }));

    private static Split[] Make(IDataset dataset, int folds, int units, string what, int[][] order)
    {
        if (folds < 2 || folds > units)
            throw new LeptonException($"{folds} folds cannot be made of {units:N0} {what}; 2 to {units:N0} can.");
        return
        [
            .. Enumerable.Range(0, folds).Select(fold =>
            {
                int[] test = [.. order.Where((_, i) => i % folds == fold).SelectMany(unit => unit).Order()];
                int[] train = [.. order.Where((_, i) => i % folds != fold).SelectMany(unit => unit).Order()];
                return new Split(
                    new Subset(dataset, train), new Subset(dataset, test), $"fold {fold + 1} of {folds}: {train.Length:N0} training and {test.Length:N0} test samples.");
            }),
        ];
    }
}
