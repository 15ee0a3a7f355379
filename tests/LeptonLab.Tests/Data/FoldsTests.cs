using CsCheck;
using LeptonLab.Data;

namespace LeptonLab.Tests.Data;

public sealed class FoldsTests
{
    [Fact]
    public void Each_sample_is_tested_once_and_no_group_is_on_both_sides() => Gen.Select(Gen.Int[2, 6], Gen.Int[6, 20], Gen.ULong).Sample((folds, patients, seed) =>
    {
        TensorDataset dataset = DatasetTests.Numbers(60, index => $"p{index % patients}");
        foreach (IReadOnlyList<Split> splits in new[] { Folds.Random(dataset, folds, seed), Folds.ByClass(dataset, folds, seed), Folds.ByGroup(dataset, folds, seed) })
        {
            Assert.Equal(Enumerable.Range(0, 60), splits.SelectMany(split => ((Subset)split.Test).Indices).Order());
            Assert.All(splits, split => Assert.Equal(60, split.Train.Count + split.Test.Count));
        }

        Assert.All(Folds.ByGroup(dataset, folds, seed), split => Assert.Empty(Leakage.Check(split.Train, split.Test).Groups));
    });

    [Fact]
    public void Leakage_names_the_groups_and_the_samples()
    {
        TensorDataset dataset = DatasetTests.Numbers(10, index => $"p{index / 2}");
        var leak = Leakage.Check(new Subset(dataset, [0, 2, 3]), new Subset(dataset, [1, 3, 8]));
        Assert.False(leak.IsClean);
        Assert.Equal(["p0", "p1"], leak.Groups);
        Assert.Equal([(2, 1)], leak.Identical);
        Assert.Contains("Group 'p0' is in both", leak.Message, StringComparison.Ordinal);
        Assert.Contains("Test sample #3 is the same as training sample #3", leak.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_folds_say_why() =>
        Assert.Contains("11 folds cannot be made of 10 samples", Assert.Throws<LeptonException>(() => Folds.Random(DatasetTests.Numbers(10), 11)).Message, StringComparison.Ordinal);
}
