using CsCheck;
using LeptonLab.Data;

namespace LeptonLab.Tests.Data;

public sealed class SplitTests
{
    [Fact]
    public void Nothing_is_lost_or_doubled_and_classes_keep_their_proportion() =>
        Gen.Select(Gen.Int[2, 60], Gen.Int[2, 60], Gen.Double[0.05, 0.95], Gen.ULong).Sample((cats, dogs, share, seed) =>
        {
            int[] labels = [.. Enumerable.Repeat(0, cats), .. Enumerable.Repeat(1, dogs)];
            var split = Split.ByClass(new TensorDataset(Tensor.Zeros([labels.Length, 1]), labels, ["cat", "dog"]), share, seed);
            int[] all = [.. ((Subset)split.Train).Indices, .. ((Subset)split.Test).Indices];
            int testedCats = ((Subset)split.Test).Indices.Count(index => index < cats);
            int testedDogs = split.Test.Count - testedCats;
            return all.Order().SequenceEqual(Enumerable.Range(0, labels.Length))
                && Math.Abs(testedCats - cats * share) <= 1 && testedCats >= 1 && testedCats < cats
                && Math.Abs(testedDogs - dogs * share) <= 1 && testedDogs >= 1 && testedDogs < dogs;
        });

    [Fact]
    public void No_patient_is_on_both_sides() => Gen.Select(Gen.Int[4, 30], Gen.ULong).Sample((patients, seed) =>
    {
        TensorDataset dataset = DatasetTests.Numbers(200, index => $"p{index / 2 % patients}");
        var split = Split.ByGroup(dataset, seed: seed);
        IReadOnlyList<string> train = ((IGroupedDataset)split.Train).Groups!, test = ((IGroupedDataset)split.Test).Groups!;
        return !train.Intersect(test).Any() && split.Train.Count + split.Test.Count == 200
            && test.Distinct().Count() == Math.Max(1, (int)Math.Round(0.2 * patients));
    });

    [Fact]
    public void The_seed_decides_the_split()
    {
        TensorDataset dataset = DatasetTests.Numbers(100, index => $"p{index / 2 % 25}");
        Assert.Equal(Tested(Split.ByClass(dataset, seed: 3)), Tested(Split.ByClass(dataset, seed: 3)));
        Assert.NotEqual(Tested(Split.ByClass(dataset, seed: 3)), Tested(Split.ByClass(dataset, seed: 4)));
        Assert.Equal(Tested(Split.ByGroup(dataset, seed: 3)), Tested(Split.ByGroup(dataset, seed: 3)));
        Assert.NotEqual(Tested(Split.ByGroup(dataset, seed: 3)), Tested(Split.ByGroup(dataset, seed: 4)));
    }

    [Fact]
    public void Impossible_splits_say_why()
    {
        AssertRefused("'odd' has 1 sample;", () => Split.ByClass(DatasetTests.Numbers(3)));
        AssertRefused("does not say", () => Split.ByGroup(DatasetTests.Numbers(10)));
        AssertRefused("one group, 'p'", () => Split.ByGroup(DatasetTests.Numbers(10, _ => "p")));
        AssertRefused("both sides have samples of every class", () => Split.ByGroup(DatasetTests.Numbers(10, index => $"p{index % 2}")));
        AssertRefused("between 0 and 1", () => Split.ByClass(DatasetTests.Numbers(10), testShare: 1));
    }

    private static IReadOnlyList<int> Tested(Split split) => ((Subset)split.Test).Indices;

    private static void AssertRefused(string expected, Func<object> action) =>
        Assert.Contains(expected, Assert.Throws<LeptonException>(action).Message, StringComparison.Ordinal);
}
