using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L07: what share of a class is found: <c>counts[c, c] / Σ_j counts[c, j]</c>, the row of the truth.</summary>
internal sealed class Sensitivity() : Exercise<Sensitivity.Function>("L07-sensitivity", "sensitivity")
{
    /// <summary>counts[i, j] pictures of class i were taken for class j; every class has a picture.</summary>
    internal delegate double Function(int[,] counts, int truth);

    public override double Tolerance => 1e-9;

    public override IReadOnlyList<string> Hints =>
    [
        "All pictures that truly are of this kind stand in one row of the matrix. How many of them were named correctly?",
        "Divide `counts[truth, truth]` by the sum of `counts[truth, said]` over all classes `said`; there are `counts.GetLength(1)`.",
        "A whole number divided by a whole number is a whole number, here 0. Write `(double)counts[truth, truth] / row`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "precision",
            "Your result is the precision: of all that was called so, the share that is. Sensitivity divides by the row, all that truly are.",
            (counts, truth) => (double)counts[truth, truth] / Column(counts, truth)),
        Wrong(
            "division of whole numbers",
            "Your result has lost everything behind the point: `/` between whole numbers rounds down. Make one of them a `double`: `(double)counts[truth, truth] / row`.",
            (counts, truth) => counts[truth, truth] / Row(counts, truth)),
        Wrong(
            "accuracy",
            "Your result is the accuracy over all classes. Take the row of this class only.",
            (counts, _) => (double)Classes(counts).Sum(c => counts[c, c]) / Total(counts)),
        Wrong(
            "share of all pictures",
            "Your result divides by all pictures. Sensitivity asks only about those that truly are of this class: the sum of one row.",
            (counts, truth) => (double)counts[truth, truth] / Total(counts)),
        Wrong(
            "missed share",
            "Your result is the share that was missed. The sensitivity is the share that was found.",
            (counts, truth) => 1 - (double)counts[truth, truth] / Row(counts, truth)),
        Wrong(
            "diagonal left out of the row",
            "Your result divides by the mistakes in the row alone. Those that were found belong to the row as well.",
            (counts, truth) => (double)counts[truth, truth] / (Row(counts, truth) - counts[truth, truth])),
        Wrong(
            "specificity",
            "Your result is the specificity: of all other pictures, the share that was not taken for this class. Sensitivity looks at the pictures of this class.",
            (counts, truth) => 1 - (double)(Column(counts, truth) - counts[truth, truth]) / (Total(counts) - Row(counts, truth))),
    ];

    protected override Function Solve => (counts, truth) => (double)counts[truth, truth] / Row(counts, truth);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new[,] { { 8, 2 }, { 1, 3 } }, 0];
        yield return [new[,] { { 8, 2 }, { 1, 3 } }, 1];
        yield return [new[,] { { 8, 2, 0 }, { 1, 3, 0 }, { 5, 0, 5 } }, 2];
        yield return [new[,] { { 4, 0 }, { 3, 2 } }, 0];
        for (int n = 0; n < 14; n++)
        {
            int classes = 2 + random.NextInt32(5);
            int[,] counts = new int[classes, classes];
            for (int i = 0; i < classes; i++)
            {
                for (int j = 0; j < classes; j++)
                    counts[i, j] = i == j ? 1 + random.NextInt32(20) : random.NextInt32(6);
            }

            yield return [counts, random.NextInt32(classes)];
        }
    }

    private static IEnumerable<int> Classes(int[,] counts) => Enumerable.Range(0, counts.GetLength(0));

    private static int Row(int[,] counts, int truth) => Classes(counts).Sum(said => counts[truth, said]);

    private static int Column(int[,] counts, int said) => Classes(counts).Sum(truth => counts[truth, said]);

    private static int Total(int[,] counts) => Classes(counts).Sum(truth => Row(counts, truth));
}
