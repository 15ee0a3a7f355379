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
    public void Balanced_by_group_each_sample_is_tested_once_and_each_fold_has_its_part_of_each_class() =>
        Gen.Select(Gen.Int[2, 5], Gen.ULong).Sample((folds, seed) =>
        {
            // As many patients as it takes for every fold to have several of each class.
            TensorDataset dataset = SplitTests.Patients(60, 3, seed);
            IReadOnlyList<Split> splits = Folds.ByGroupAndClass(dataset, folds, seed);
            Assert.Equal(folds, splits.Count);
            Assert.Equal(Enumerable.Range(0, dataset.Count), splits.SelectMany(split => ((Subset)split.Test).Indices).Order());
            for (int label = 0; label < 3; label++)
            {
                int all = Enumerable.Range(0, dataset.Count).Count(index => dataset.Label(index) == label);
                Assert.All(splits, split => Assert.InRange(
                    Enumerable.Range(0, split.Test.Count).Count(index => split.Test.Label(index) == label) / (double)all, 0.9 / folds, 1.1 / folds));
            }

            Assert.All(splits, split => Assert.Empty(((Subset)split.Train).Groups!.Intersect(((Subset)split.Test).Groups!)));
        });

    [Fact]
    public void One_huge_patient_leaves_no_fold_empty()
    {
        TensorDataset dataset = DatasetTests.Numbers(100, index => index < 96 ? "huge" : $"p{index}");
        Assert.All(Folds.ByGroupAndClass(dataset, 5), split => Assert.True(split.Test.Count > 0));
    }

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
    public void Impossible_folds_say_why()
    {
        TensorDataset grouped = DatasetTests.Numbers(10, index => index % 2 == 1 ? "p1" : $"p{index}");
        AssertRefused("class 'odd' are in one group, 'p1'", () => Folds.ByGroupAndClass(grouped, 2));
        AssertRefused("7 folds cannot be made of 6 groups (patients); 2 to 6 can", () => Folds.ByGroupAndClass(grouped, 7));
        AssertRefused("2 folds cannot be made of 1 groups (patients): at least 2 are needed", () => Folds.ByGroup(DatasetTests.Numbers(4, _ => "p"), 2));
        AssertRefused("11 folds cannot be made of 10 samples", () => Folds.Random(DatasetTests.Numbers(10), 11));
    }

    private static void AssertRefused(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.Throws<LeptonException>(action).Message, StringComparison.Ordinal);
}
