using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L03: logits to probabilities, without overflow: <c>p[c] = exp(z[c] − m) / Σ_k exp(z[k] − m), m = max_k z[k]</c>.</summary>
internal sealed class Softmax() : Exercise<Softmax.Function>("L03-softmax", "softmax, stable")
{
    /// <summary>The logits of one image.</summary>
    internal delegate double[] Function(double[] z);

    public override double Tolerance => 1e-9;

    public override IReadOnlyList<string> Hints =>
    [
        "Two steps: the exponential makes every number positive, the division makes their sum 1.",
        "`Exp(1000)` is ∞. A number that is subtracted from all logits changes no probability: which one makes the largest exponential 1?",
        "`double m = z.Max();`, then `e[c] = Exp(z[c] - m)`, and the result is each `e[c]` divided by the sum of all.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "unstable softmax",
            "Your result equals a softmax that overflows: `Exp(1000)` is ∞, and `∞/∞` is not a number. Subtract the largest logit from all of them first.",
            z => Shares(z, 0)),
        Wrong(
            "smallest subtracted",
            "Your result subtracts the smallest logit. What is left is positive and may still be far too large for the exponential: subtract the largest, `z.Max()`.",
            z => Shares(z, z.Min())),
        Wrong(
            "not divided by the sum",
            "Your result is the exponentials alone; they do not sum to 1. Divide each by the sum of all.",
            z => [.. z.Select(logit => Math.Exp(logit - z.Max()))]),
        Wrong(
            "a sigmoid for each class",
            "Your result is the sigmoid of each logit by itself. The classes share a total of 1: divide each exponential by the sum of all.",
            z => [.. z.Select(PortableMath.Sigmoid)]),
        Wrong("sign", "Your result is the softmax of −z: the class with the largest logit gets the least. Look at the sign in the exponential.", z => Shares([.. z.Select(logit => -logit)], -z.Min())),
        Wrong(
            "logarithms of the probabilities",
            "Your result is the logarithms of the probabilities, z − log Σ e^z. Here the probabilities themselves are asked for.",
            z => [.. z.Select(logit => logit - z.Max() - Math.Log(z.Sum(other => Math.Exp(other - z.Max()))))]),
        Wrong(
            "exponential left out",
            "Your result divides the logits by their sum. A logit may be negative, and a probability may not: take the exponential first.",
            z => [.. z.Select(logit => logit / z.Sum())]),
        Wrong(
            "mean of the exponentials",
            "Your result divides by the mean of the exponentials. Divide by their sum, or the probabilities sum to the number of classes.",
            z => [.. Shares(z, z.Max()).Select(p => p * z.Length)]),
    ];

    protected override Function Solve => z => Shares(z, z.Max());

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new double[] { 0, 0 }];
        yield return [new double[] { 1, 2, 3 }];
        yield return [new[] { -1, 4, 0.5, 2 }];
        for (int i = 0; i < 12; i++)
            yield return [Draw(random, 2 + random.NextInt32(6), 2)];
        yield return [new double[] { 1000, 999, 0 }];
        yield return [new double[] { -1000, -1001 }];
        for (int i = 0; i < 4; i++)
            yield return [Draw(random, 3 + random.NextInt32(4), 800)];
    }

    private static double[] Shares(double[] z, double shift)
    {
        double[] e = [.. z.Select(logit => Math.Exp(logit - shift))];
        double total = e.Sum();
        return [.. e.Select(value => value / total)];
    }

    private static double[] Draw(RandomStream random, int classes, double size) =>
        [.. Enumerable.Range(0, classes).Select(_ => Math.Round(size * random.NextNormal(), 2))];
}
