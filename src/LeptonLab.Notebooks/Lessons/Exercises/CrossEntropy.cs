using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>
/// L03: the loss of a batch from its logits, in one piece:
/// <c>L = (1/N) Σ_n (m + log Σ_k exp(z[n, k] − m) − z[n, label n]), m = max_k z[n, k]</c>.
/// </summary>
internal sealed class CrossEntropy() : Exercise<CrossEntropy.Function>("L03-cross-entropy", "softmax and cross-entropy, stable")
{
    /// <summary>z is [N, C]: a row of logits for each sample.</summary>
    internal delegate double Function(double[,] z, int[] labels);

    public override double Tolerance => 1e-7;

    public override IReadOnlyList<string> Hints =>
    [
        "Take one row first. The loss of a sample is `−log p[label]`, with `p[c] = exp(z[c]) / Σ_k exp(z[k])`. What is the logarithm of this fraction?",
        "`−log p[label] = log Σ_k exp(z[k]) − z[label]`. There is no division left, but `exp(1000)` is still ∞.",
        "Take the largest logit `m` of the row out of the sum: `log Σ_k exp(z[k]) = m + log Σ_k exp(z[k] − m)`. No exponential exceeds 1 then.",
        "Add the losses of all rows and divide by the number of rows, `z.GetLength(0)`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "unstable softmax",
            "Your result equals the logarithm of a softmax that overflows: `exp(1000)` is ∞, and `∞/∞` is not a number. "
            + "Subtract the largest logit of each row from the row before you take the exponential, and compute the loss in one piece.",
            (z, labels) => Mean(z, labels, (row, label) => -Math.Log(Math.Exp(row[label]) / row.Sum(Math.Exp)))),
        Wrong(
            "unstable log-sum-exp",
            "Your result equals log-sum-exp without the shift: `exp(1000)` is ∞, and so is its logarithm. "
            + "Take the largest logit `m` of the row out of the sum first: `m + log Σ exp(z − m)`.",
            (z, labels) => Mean(z, labels, (row, label) => Math.Log(row.Sum(Math.Exp)) - row[label])),
        Wrong(
            "loss from a rounded probability",
            "Your softmax is stable, but the loss is the logarithm of a probability that was rounded to 0: `−log 0` is ∞. "
            + "Do not compute p first: `m + log Σ exp(z − m) − z[label]` needs no probability.",
            (z, labels) => Mean(z, labels, (row, label) => -Math.Log(Math.Exp(row[label] - row.Max()) / row.Sum(logit => Math.Exp(logit - row.Max()))))),
        Wrong(
            "mean forgotten",
            "Your result equals the sum over the samples. The loss is their mean: divide by the number of rows, or the loss grows with the batch.",
            (z, labels) => Mean(z, labels, Loss) * labels.Length),
        Wrong(
            "mean over classes too",
            "Your result is divided by the number of samples times the number of classes. Divide by the number of samples only: each sample has one loss.",
            (z, labels) => Mean(z, labels, Loss) / z.GetLength(1)),
        Wrong(
            "sum over the wrong axis",
            "Your softmax sums over the samples, down the columns of z. The classes of one sample share a total of 1: sum along each row.",
            (z, labels) => SumDownColumns(z, labels)),
        Wrong(
            "sign",
            "Your result is the negative loss. A logarithm of a probability is negative; the loss has a minus before it.",
            (z, labels) => -Mean(z, labels, Loss)),
        Wrong(
            "logarithm to base 2",
            "Your result is in bits: the logarithm has base 2. Use the natural logarithm, `Math.Log`.",
            (z, labels) => Mean(z, labels, Loss) / Math.Log(2)),
        Wrong(
            "logarithm to base 10",
            "Your logarithm has base 10. Use the natural logarithm, `Math.Log`.",
            (z, labels) => Mean(z, labels, Loss) / Math.Log(10)),
    ];

    protected override Function Solve => (z, labels) => Mean(z, labels, Loss);

    public override IEnumerable<object?[]> Cases(RandomStream random) => LogitCases.Draw(random);

    /// <summary>The loss of one row, stable.</summary>
    internal static double Loss(double[] row, int label)
    {
        double largest = row.Max();
        return largest + Math.Log(row.Sum(logit => Math.Exp(logit - largest))) - row[label];
    }

    /// <summary>The mean of what each row gives.</summary>
    internal static double Mean(double[,] z, int[] labels, Func<double[], int, double> loss) =>
        labels.Select((label, n) => loss(LogitCases.Row(z, n), label)).Average();

    private static double SumDownColumns(double[,] z, int[] labels)
    {
        double total = 0;
        for (int n = 0; n < labels.Length; n++)
        {
            double[] column = LogitCases.Column(z, labels[n]);
            double largest = column.Max();
            total += largest + Math.Log(column.Sum(logit => Math.Exp(logit - largest))) - z[n, labels[n]];
        }

        return total / labels.Length;
    }
}
