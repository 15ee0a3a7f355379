using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L03: the slope of the loss with respect to each logit: <c>∂L/∂z[n, c] = (p[n, c] − 1{c = label n}) / N</c>.</summary>
internal sealed class CrossEntropyGradient()
    : Exercise<CrossEntropyGradient.Function>("L03-cross-entropy-gradient", "the gradient of softmax and cross-entropy")
{
    /// <summary>z is [N, C]; so is the result.</summary>
    internal delegate double[,] Function(double[,] z, int[] labels);

    public override double Tolerance => 1e-7;

    public override IReadOnlyList<string> Hints =>
    [
        "In words: what the network said, minus what it should have said. What should it have said of the true class, and what of the others?",
        "It said `p[n, c]`, the softmax of row n. It should have said 1 for the true class and 0 for the others.",
        "The loss is a mean over N samples, so each slope is divided by N. Shift each row by its largest logit before the exponentials.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "unstable softmax",
            "Your result equals p − y with a softmax that overflows: `exp(1000)` is ∞, and `∞/∞` is not a number. Subtract the largest logit of each row first.",
            (z, labels) => Slopes(z, labels, (row, c) => Math.Exp(row[c]) / row.Sum(Math.Exp), 1, labels.Length)),
        Wrong(
            "mean forgotten",
            "Your result is p − y, the slope of the sum of the losses. The loss is a mean over the samples: divide by the number of rows.",
            (z, labels) => Slopes(z, labels, Softmax, 1, 1)),
        Wrong(
            "truth not subtracted",
            "Your result is p / N: what the network said. Subtract what it should have said, 1 at the true class.",
            (z, labels) => Slopes(z, labels, Softmax, 0, labels.Length)),
        Wrong(
            "sign",
            "Your result is y − p, the way in which the logits should move. The gradient points uphill: p − y.",
            (z, labels) => Slopes(z, labels, Softmax, 1, -labels.Length)),
        Wrong(
            "divided by the classes",
            "Your result is divided by the number of classes. Divide by the number of samples, `z.GetLength(0)`.",
            (z, labels) => Slopes(z, labels, Softmax, 1, z.GetLength(1))),
        Wrong(
            "sum over the wrong axis",
            "Your softmax sums over the samples, down the columns of z. The classes of one sample share a total of 1: sum along each row.",
            SumDownColumns),
        Wrong(
            "slope of the squared error",
            "Your result has an extra factor p (1 − p): it is the slope of the sigmoid in a squared error. With cross-entropy this factor cancels.",
            (z, labels) => TimesSigmoidSlope(Slopes(z, labels, Softmax, 1, labels.Length), z)),
    ];

    protected override Function Solve => (z, labels) => Slopes(z, labels, Softmax, 1, labels.Length);

    public override IEnumerable<object?[]> Cases(RandomStream random) => LogitCases.Draw(random);

    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        var z = (double[,])arguments[0]!;
        z[index / z.GetLength(1), index % z.GetLength(1)] += step;
        return CrossEntropy.Mean(z, (int[])arguments[1]!, CrossEntropy.Loss);
    }

    private static double Softmax(double[] row, int c)
    {
        double largest = row.Max();
        return Math.Exp(row[c] - largest) / row.Sum(logit => Math.Exp(logit - largest));
    }

    // (p − truth · y) / divisor
    private static double[,] Slopes(double[,] z, int[] labels, Func<double[], int, double> softmax, double truth, double divisor)
    {
        double[,] slopes = new double[z.GetLength(0), z.GetLength(1)];
        for (int n = 0; n < labels.Length; n++)
        {
            double[] row = LogitCases.Row(z, n);
            for (int c = 0; c < row.Length; c++)
                slopes[n, c] = (softmax(row, c) - (c == labels[n] ? truth : 0)) / divisor;
        }

        return slopes;
    }

    private static double[,] SumDownColumns(double[,] z, int[] labels)
    {
        double[,] slopes = new double[z.GetLength(0), z.GetLength(1)];
        for (int c = 0; c < z.GetLength(1); c++)
        {
            double[] column = LogitCases.Column(z, c);
            for (int n = 0; n < labels.Length; n++)
                slopes[n, c] = (Softmax(column, n) - (c == labels[n] ? 1 : 0)) / labels.Length;
        }

        return slopes;
    }

    private static double[,] TimesSigmoidSlope(double[,] slopes, double[,] z)
    {
        for (int n = 0; n < z.GetLength(0); n++)
        {
            double[] row = LogitCases.Row(z, n);
            for (int c = 0; c < row.Length; c++)
                slopes[n, c] *= Softmax(row, c) * (1 - Softmax(row, c));
        }

        return slopes;
    }
}
