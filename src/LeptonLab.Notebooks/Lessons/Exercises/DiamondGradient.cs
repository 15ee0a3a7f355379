using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L02: two ways from x to L, a = x² and b = e²ˣ, L = a·b: <c>∂L/∂x = b · 2x + a · 2e²ˣ</c>.</summary>
internal sealed class DiamondGradient() : Exercise<DiamondGradient.Function>("L02-diamond", "two ways to the loss")
{
    private const string Lost = " In a program this happens when a gradient is set, `=`, where it should be added, `+=`.";

    /// <summary>The slope of L at x.</summary>
    internal delegate double Function(double x);

    public override double Tolerance => 1e-8;

    public override IReadOnlyList<string> Hints =>
    [
        "x reaches L in two ways, through a and through b. How much comes along each way?",
        "Along a way, multiply the local slopes; the ways are added. Through a: ∂L/∂a · ∂a/∂x = b · 2x.",
        "`double a = x * x, b = Math.Exp(2 * x); return b * (2 * x) + a * (2 * b);`, because the slope of e²ˣ is 2e²ˣ, which is 2b.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong("way through b lost", "Your result is the part that comes through a. x also reaches L through b: add ∂L/∂b · ∂b/∂x." + Lost, x => Of(x, (a, b) => b * 2 * x)),
        Wrong("way through a lost", "Your result is the part that comes through b. x also reaches L through a: add ∂L/∂a · ∂a/∂x." + Lost, x => Of(x, (a, b) => a * 2 * b)),
        Wrong(
            "inner slope of the exponential",
            "Your slope of e²ˣ is e²ˣ. By the chain rule it is multiplied by the slope of 2x: 2e²ˣ.",
            x => Of(x, (a, b) => b * 2 * x + a * b)),
        Wrong("ways multiplied", "Your result multiplies the two ways. Slopes are multiplied along a way, and the ways are added.", x => Of(x, (a, b) => b * 2 * x * a * 2 * b)),
        Wrong(
            "local slopes only",
            "Your result is ∂a/∂x · ∂b/∂x. The derivative of a product is not the product of the derivatives: each way also passes the multiplication, where the slope is the other factor.",
            x => Of(x, (a, b) => 2 * x * 2 * b)),
        Wrong(
            "as if L were a sum",
            "Your result is the slope of a + b. L is a product: on the way through a the slope is multiplied by b, and on the way through b by a.",
            x => Of(x, (a, b) => 2 * x + 2 * b)),
        Wrong(
            "factors not exchanged",
            "Your result multiplies each way by its own factor. In L = a · b the slope with respect to a is b, and with respect to b it is a.",
            x => Of(x, (a, b) => a * 2 * x + b * 2 * b)),
        Wrong("the value", "Your result is L itself. Asked is its slope with respect to x.", x => Of(x, (a, b) => a * b)),
    ];

    protected override Function Solve => x => Of(x, (a, b) => b * 2 * x + a * 2 * b);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [1.0];
        yield return [0.0];
        yield return [-2.0];
        for (int i = 0; i < 12; i++)
            yield return [Math.Round(random.NextNormal(), 2)];
    }

    public override double? Moved(object?[] arguments, int part, int index, double step) => Of((double)arguments[0]! + step, (a, b) => a * b);

    private static double Of(double x, Func<double, double, double> combine) => combine(x * x, PortableMath.Exp(2 * x));
}
