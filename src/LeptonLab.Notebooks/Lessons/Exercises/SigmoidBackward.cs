using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L06: the gradient of the sigmoid, from its output: <c>dx = dy · y · (1 − y)</c>.</summary>
internal sealed class SigmoidBackward() : Exercise<SigmoidBackward.Function>("L06-sigmoid-backward", "sigmoid, backward")
{
    /// <summary>y = σ(x) is what the forward pass has kept, dy is ∂L/∂y; the result is ∂L/∂x.</summary>
    internal delegate double[] Function(double[] y, double[] dy);

    public override double Tolerance => 1e-9;

    public override IReadOnlyList<string> Hints =>
    [
        "The slope of the sigmoid is `σ(x)·(1 − σ(x))`. What is σ(x) called here?",
        "`σ(x)` is `y`, so the slope is `y·(1 − y)`. No exponential is needed.",
        "The chain rule multiplies by what comes from behind: `dx[i] = dy[i] * y[i] * (1 - y[i])`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "sigmoid taken twice",
            "Your result is the slope at y, not at x: y is already σ(x), and you took the sigmoid of it again. The slope is `y·(1 − y)`.",
            (y, dy) => Each(y, dy, (v, d) => d * Sigmoid(v) * (1 - Sigmoid(v)))),
        Wrong(
            "dy forgotten",
            "Your result is the slope of the sigmoid alone. The chain rule multiplies it by dy.",
            (y, dy) => Each(y, dy, (v, _) => v * (1 - v))),
        Wrong(
            "slope of tanh",
            "Your result is dy · (1 − y²): this is the slope of tanh, written with its output. For the sigmoid it is y (1 − y).",
            (y, dy) => Each(y, dy, (v, d) => d * (1 - v * v))),
        Wrong(
            "only 1 − y",
            "Your result is dy · (1 − y): this is the slope of log σ(x), in which one factor cancels (lesson 03). The sigmoid itself has y (1 − y).",
            (y, dy) => Each(y, dy, (v, d) => d * (1 - v))),
        Wrong(
            "only y",
            "Your result is dy · y. A factor 1 − y is missing: where the sigmoid is nearly 1 it is flat.",
            (y, dy) => Each(y, dy, (v, d) => d * v)),
        Wrong(
            "sign",
            "Your result has the wrong sign. The sigmoid rises everywhere, so dx has the sign of dy.",
            (y, dy) => Each(y, dy, (v, d) => -d * v * (1 - v))),
        Wrong(
            "slope of the rectifier",
            "Your result lets dy pass where y > 0, and y = σ(x) is always above 0: this is the rule of ReLU. Multiply by the slope y (1 − y).",
            (y, dy) => Each(y, dy, (v, d) => v > 0 ? d : 0)),
    ];

    protected override Function Solve => (y, dy) => Each(y, dy, (v, d) => d * v * (1 - v));

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new[] { 0.5 }, new[] { 1.0 }];
        yield return [new[] { 0.9, 0.1 }, new[] { 2.0, -3.0 }];
        for (int i = 0; i < 8; i++)
        {
            int length = 1 + random.NextInt32(6);
            yield return [Draw(length, () => Math.Round(random.NextDouble(0.05, 0.95), 3)), Draw(length, () => Math.Round(3 * random.NextNormal(), 2))];
        }

        yield return [new[] { 0.0, 1.0, 0.5 }, new[] { 4.0, 4.0, 4.0 }];
    }

    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        var (y, dy) = ((double[])arguments[0]!, (double[])arguments[1]!);
        return y.Select((v, i) => dy[i] * Sigmoid(Math.Log(v / (1 - v)) + (i == index ? step : 0))).Sum();
    }

    private static double[] Each(double[] y, double[] dy, Func<double, double, double> slope) => [.. y.Zip(dy, slope)];

    private static double[] Draw(int length, Func<double> next) => [.. Enumerable.Range(0, length).Select(_ => next())];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
