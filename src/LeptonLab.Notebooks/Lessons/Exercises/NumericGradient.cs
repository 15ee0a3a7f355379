using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L02: the gradient by central differences: <c>gᵢ = (f(x + εeᵢ) − f(x − εeᵢ)) / 2ε</c>.</summary>
internal sealed class NumericGradient() : Exercise<NumericGradient.Function>("L02-numeric-gradient", "a gradient by measuring")
{
    /// <summary>f takes as many numbers as x has; so many has the result.</summary>
    internal delegate double[] Function(Func<double[], double> f, double[] x, double epsilon);

    public override double Tolerance => 1e-7;

    public override IReadOnlyList<string> Hints =>
    [
        "One number of x after the other: move it up by `epsilon` and call f, move it down and call f. All others stay where they are.",
        "Work on a copy, `double[] moved = [.. x];`, and put each number back before you go on to the next.",
        "`moved[i] = x[i] + epsilon; double above = f(moved); moved[i] = x[i] - epsilon; double below = f(moved); moved[i] = x[i];` and the slope is `(above - below) / (2 * epsilon)`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "forward difference",
            "Your result is the forward difference, `(f(x + ε) − f(x)) / ε`. Its error shrinks only with ε. Move both ways: the error then shrinks with ε².",
            (f, x, e) => Each(x, i => (f(With(x, i, e)) - f(x)) / e)),
        Wrong(
            "backward difference",
            "Your result is the backward difference, `(f(x) − f(x − ε)) / ε`. Move both ways: the error then shrinks with ε² and not with ε.",
            (f, x, e) => Each(x, i => (f(x) - f(With(x, i, -e))) / e)),
        Wrong(
            "divided by ε",
            "Every number is twice what it should be. Between x − ε and x + ε lies 2ε: divide by `2 * epsilon`.",
            (f, x, e) => Each(x, i => (f(With(x, i, e)) - f(With(x, i, -e))) / e)),
        Wrong(
            "multiplied",
            "Your result has ε in the place of 1/ε. In C#, `a / 2 * epsilon` is `(a / 2) * epsilon`: write `a / (2 * epsilon)`.",
            (f, x, e) => Each(x, i => (f(With(x, i, e)) - f(With(x, i, -e))) / 2 * e)),
        Wrong(
            "not divided",
            "Your result is the difference of the two values. A slope is a difference divided by the distance, here `2 * epsilon`.",
            (f, x, e) => Each(x, i => f(With(x, i, e)) - f(With(x, i, -e)))),
        Wrong("sign", "Every number has the wrong sign: subtract the value below from the value above.", (f, x, e) => Each(x, i => (f(With(x, i, -e)) - f(With(x, i, e))) / (2 * e))),
        Wrong(
            "all moved at once",
            "Your result moves all numbers of x together, so each slope is the sum of all. A partial derivative moves one number, and the others stay.",
            (f, x, e) => Each(x, _ => (f([.. x.Select(value => value + e)]) - f([.. x.Select(value => value - e)])) / (2 * e))),
        Wrong(
            "no copy",
            "Your array of moved numbers is x itself: `moved = x` copies nothing, so x moves as well and `x[i] - epsilon` begins where `x[i] + epsilon` has ended. Make a copy: `double[] moved = [.. x];`.",
            (f, x, e) => MovedItself(f, [.. x], e)),
        Wrong("not put back", "Each number stays moved while you go on to the next. Put it back first: `moved[i] = x[i]`.", NotPutBack),
    ];

    protected override Function Solve => (f, x, e) => Each(x, i => (f(With(x, i, e)) - f(With(x, i, -e))) / (2 * e));

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        Func<double[], double>[] functions = [SumOfCubes, ProductOfAll, SumOfExponentials, SquareOfTheSum];
        yield return [functions[0], new[] { 2.0 }, 0.1];
        yield return [functions[3], new[] { 1.0, 2.0 }, 0.5];
        for (int i = 0; i < 12; i++)
        {
            double[] x = [.. Enumerable.Range(0, 1 + random.NextInt32(4)).Select(_ => Math.Round(random.NextNormal(), 2))];
            yield return [functions[i % functions.Length], x, i < 8 ? 0.1 : 1e-3];
        }
    }

    // Their names are what a learner reads.
    private static double SumOfCubes(double[] x) => x.Sum(value => value * value * value);

    private static double ProductOfAll(double[] x) => x.Aggregate(1.0, (product, value) => product * (value + 2));

    private static double SumOfExponentials(double[] x) => x.Select((value, i) => (i + 1) * PortableMath.Exp(value)).Sum();

    private static double SquareOfTheSum(double[] x) => x.Sum() * x.Sum() * x[0];

    private static double[] Each(double[] x, Func<int, double> slope) => [.. Enumerable.Range(0, x.Length).Select(slope)];

    private static double[] With(double[] x, int i, double step)
    {
        double[] moved = [.. x];
        moved[i] += step;
        return moved;
    }

    private static double[] MovedItself(Func<double[], double> f, double[] x, double epsilon)
    {
        double[] slopes = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += epsilon;
            double above = f(x);
            x[i] -= epsilon;
            slopes[i] = (above - f(x)) / (2 * epsilon);
        }

        return slopes;
    }

    private static double[] NotPutBack(Func<double[], double> f, double[] x, double epsilon)
    {
        double[] moved = [.. x], slopes = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            moved[i] = x[i] + epsilon;
            double above = f(moved);
            moved[i] = x[i] - epsilon;
            slopes[i] = (above - f(moved)) / (2 * epsilon);
        }

        return slopes;
    }
}
