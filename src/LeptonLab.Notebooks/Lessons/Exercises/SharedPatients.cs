using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L08: which patients are in both parts of a split, each once, in ascending order.</summary>
internal sealed class SharedPatients() : Exercise<SharedPatients.Function>("L08-shared-patients", "patients in both parts of a split")
{
    /// <summary>The number of the patient of each training and of each test picture.</summary>
    internal delegate int[] Function(int[] trainPatients, int[] testPatients);

    public override IReadOnlyList<string> Hints =>
    [
        "A patient has many pictures, so each number comes many times. Of each you want to know: is it in both lists?",
        "`trainPatients.Intersect(testPatients)` gives each number that is in both, once.",
        "Sort it, `.Order()`, and make an array of it: `[.. trainPatients.Intersect(testPatients).Order()]`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "each picture counted",
            "Your result names a patient once for each test picture. Name each patient once.",
            (train, test) => [.. test.Where(train.Contains).Order()]),
        Wrong(
            "all patients",
            "Your result has all patients of both parts. Only those that are in *both* are a leak.",
            (train, test) => [.. train.Union(test).Order()]),
        Wrong(
            "patients of one part only",
            "Your result has the test patients that are not in the training data: these are the good ones. You want those that are in both.",
            (train, test) => [.. test.Except(train).Order()]),
        Wrong(
            "compared place by place",
            "Your result compares the lists place by place. A patient leaks wherever in the lists it stands.",
            (train, test) => [.. train.Zip(test).Where(pair => pair.First == pair.Second).Select(pair => pair.First).Distinct().Order()]),
    ];

    protected override Function Solve => (train, test) => [.. train.Intersect(test).Order()];

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new[] { 1, 1, 2 }, new[] { 3, 2, 2 }];
        yield return [new[] { 4, 5 }, new[] { 1, 2, 3 }];
        yield return [new[] { 7, 7, 3 }, new[] { 3, 7, 7, 1 }];
        for (int i = 0; i < 8; i++)
            yield return [Draw(random), Draw(random)];
    }

    private static int[] Draw(RandomStream random) => [.. Enumerable.Range(0, 3 + random.NextInt32(8)).Select(_ => 1 + random.NextInt32(9))];
}
