using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L02: a neuron, z = w·x + b, y = σ(z), L = (y − t)²: <c>∂L/∂z = 2(y − t)·y(1 − y)</c>, ∂L/∂w = x·∂L/∂z, ∂L/∂b = ∂L/∂z.</summary>
internal sealed class NeuronGradient() : Exercise<NeuronGradient.Function>("L02-neuron", "the slopes of a neuron")
{
    /// <summary>Everything is one number.</summary>
    internal delegate (double W, double B) Function(double x, double w, double b, double t);

    public override double Tolerance => 1e-8;

    public override IReadOnlyList<string> Hints =>
    [
        "Forward first: compute z, y = σ(z) and keep them. Then go backwards, from L to y, from y to z, from z to w and b.",
        "The local slopes are ∂L/∂y = 2 (y − t), ∂y/∂z = y (1 − y), ∂z/∂w = x and ∂z/∂b = 1.",
        "`double dz = 2 * (y - t) * y * (1 - y);` and the result is `(dz * x, dz)`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "slope of the sigmoid left out",
            "Your slopes pass through the sigmoid as if it were not there. On the way from y to z the gradient is multiplied by σ'(z) = y (1 − y).",
            (x, w, b, t) => Slopes(x, w, b, t, y => 2 * (y - t), x)),
        Wrong(
            "factor 2 left out",
            "Your slopes are half as large as they should be. The derivative of (y − t)² is 2 (y − t).",
            (x, w, b, t) => Slopes(x, w, b, t, y => (y - t) * y * (1 - y), x)),
        Wrong(
            "x left out",
            "Your two slopes are equal. A change of w is multiplied by x on its way into z, so ∂z/∂w = x; only ∂z/∂b = 1.",
            (x, w, b, t) => Slopes(x, w, b, t, y => 2 * (y - t) * y * (1 - y), 1)),
        Wrong(
            "w for x",
            "Your slope for w is multiplied by w. In the product w · x the slope with respect to one factor is the other: x.",
            (x, w, b, t) => Slopes(x, w, b, t, y => 2 * (y - t) * y * (1 - y), w)),
        Wrong(
            "sigmoid taken twice",
            "Your slope of the sigmoid is σ(y)(1 − σ(y)). y is already the sigmoid of z: the slope is y (1 − y).",
            (x, w, b, t) => Slopes(x, w, b, t, y => 2 * (y - t) * PortableMath.Sigmoid(y) * (1 - PortableMath.Sigmoid(y)), x)),
        Wrong(
            "slope of the sigmoid at z",
            "Your slope of the sigmoid is z (1 − z). It is written with the sigmoid's value: y (1 − y) with y = σ(z).",
            (x, w, b, t) => Slopes(x, w, b, t, y => 2 * (y - t) * (w * x + b) * (1 - w * x - b), x)),
        Wrong(
            "exchanged",
            "Your two slopes are exchanged: first the one for w, then the one for b. The one for w has the factor x.",
            (x, w, b, t) => Exchange(Slopes(x, w, b, t, y => 2 * (y - t) * y * (1 - y), x))),
        Wrong(
            "sign",
            "Your slopes have the wrong sign. The loss grows with y where y > t: ∂L/∂y = 2 (y − t), and not 2 (t − y).",
            (x, w, b, t) => Slopes(x, w, b, t, y => 2 * (t - y) * y * (1 - y), x)),
    ];

    protected override Function Solve => (x, w, b, t) => Slopes(x, w, b, t, y => 2 * (y - t) * y * (1 - y), x);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [2.0, 1.0, -1.0, 0.0];
        yield return [-1.0, 0.5, 0.0, 1.0];
        for (int i = 0; i < 14; i++)
            yield return [Draw(random), Draw(random), Draw(random), (double)random.NextInt32(2)];
    }

    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        (double x, double w, double b, double t) = ((double)arguments[0]!, (double)arguments[1]!, (double)arguments[2]!, (double)arguments[3]!);
        double y = PortableMath.Sigmoid((w + (part == 0 ? step : 0)) * x + b + (part == 1 ? step : 0));
        return (y - t) * (y - t);
    }

    private static (double W, double B) Slopes(double x, double w, double b, double t, Func<double, double> dz, double dw)
    {
        double slope = dz(PortableMath.Sigmoid(w * x + b));
        return (slope * dw, slope);
    }

    private static (double W, double B) Exchange((double W, double B) slopes) => (slopes.B, slopes.W);

    private static double Draw(RandomStream random) => Math.Round(1.5 * random.NextNormal(), 1);
}
