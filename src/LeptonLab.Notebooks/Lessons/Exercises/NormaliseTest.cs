using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L08: normalises test data with the mean and the standard deviation of the training data.</summary>
internal sealed class NormaliseTest() : Exercise<NormaliseTest.Function>("L08-normalise", "normalising with training statistics")
{
    /// <summary>Numbers of one channel; the result is the test data, normalised.</summary>
    internal delegate double[] Function(double[] train, double[] test);

    public override double Tolerance => 1e-9;

    public override IReadOnlyList<string> Hints =>
    [
        "Which of the two arrays do the mean and the deviation come from? The test data are what the future brings: you do not have them yet.",
        "`mean = train.Average()`, and the variance is the mean of `(x − mean)²` over the training data.",
        "The result is `(x − mean) / Math.Sqrt(variance)` for each x of the test data.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "statistics of the test data",
            "Your result uses the mean and the deviation of the test data. They must come from the training data: the network was trained on that scale, and the test data are not known yet.",
            (train, test) => Normalise(test, test)),
        Wrong(
            "statistics of all data",
            "Your result uses the mean and the deviation of training and test data together: so the training has seen something of the test data. Use the training data only.",
            (train, test) => Normalise([.. train, .. test], test)),
        Wrong(
            "training data instead of test data",
            "Your result is the normalised training data. Normalise the test data, with the statistics of the training data.",
            (train, test) => Normalise(train, train)),
        Wrong(
            "divided by the variance",
            "Your result is divided by the variance. Divide by its square root, the standard deviation, which has the unit of the data.",
            (train, test) => [.. test.Select(x => (x - train.Average()) / Variance(train))]),
        Wrong(
            "not divided",
            "Your result has the mean subtracted and nothing more. Divide by the standard deviation of the training data, too.",
            (train, test) => [.. test.Select(x => x - train.Average())]),
        Wrong(
            "divided by n − 1",
            "Your variance is divided by n − 1. Here it is the mean of the squares, divided by n, as the engine has it; with thousands of pictures it makes no difference.",
            (train, test) => Normalise(train, test, 1)),
    ];

    protected override Function Solve => (train, test) => Normalise(train, test);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new double[] { 0, 2 }, new double[] { 1, 3 }];
        yield return [new double[] { 1, 2, 3, 6 }, new double[] { 10 }];
        for (int i = 0; i < 8; i++)
            yield return [Draw(random), Draw(random)];
    }

    private static double[] Draw(RandomStream random)
    {
        double centre = 5 * random.NextNormal();
        return [.. Enumerable.Range(0, 3 + random.NextInt32(5)).Select(_ => Math.Round(centre + 3 * random.NextNormal(), 2))];
    }

    private static double[] Normalise(double[] of, double[] data, int less = 0) =>
        [.. data.Select(x => (x - of.Average()) / Math.Sqrt(Variance(of) * of.Length / (of.Length - less)))];

    private static double Variance(double[] values) => values.Average(x => (x - values.Average()) * (x - values.Average()));
}
