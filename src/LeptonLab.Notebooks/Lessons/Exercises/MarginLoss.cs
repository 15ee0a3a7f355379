using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L03: the logistic loss of a margin, without overflow: <c>−log σ(z) = max(−z, 0) + log(1 + exp(−|z|))</c>.</summary>
internal sealed class MarginLoss() : Exercise<MarginLoss.Function>("L03-margin-loss", "the loss of a margin")
{
    /// <summary>z is how strongly the network votes for the truth.</summary>
    internal delegate double Function(double z);

    public override double Tolerance => 1e-9;

    public override IReadOnlyList<string> Hints =>
    [
        "With σ(z) = 1 / (1 + e^−z) the loss is `Log(1 + Exp(-z))`. For which z is `Exp(-z)` too large for a `double`?",
        "For a negative z take the large part out first: log(1 + e^−z) = −z + log(1 + e^z). Now the exponential is less than 1.",
        "Both cases in one line: a part that is −z for a negative z and 0 for a positive one, and a logarithm of `1 + Exp(-Math.Abs(z))`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "exponential overflows",
            "Your result is ∞ for a strongly negative margin: `Exp(1000)` is larger than the largest `double`. "
            + "Take the large part out before the exponential: for z < 0, log(1 + e^−z) = −z + log(1 + e^z).",
            z => Math.Log(1 + Math.Exp(-z))),
        Wrong(
            "sign",
            "Your result is log σ(z). The logarithm of a probability is negative, and the loss is positive: −log σ(z).",
            z => -Loss(z)),
        Wrong(
            "margin turned round",
            "Your result is −log σ(−z): the loss of the wrong answer. A large vote for the truth must cost little.",
            z => Loss(-z)),
        Wrong(
            "large part counted twice",
            "Your result adds max(−z, 0) to log(1 + e^−z), which holds this part already. Behind it belongs log(1 + e^−|z|).",
            z => Math.Max(-z, 0) + Math.Log(1 + Math.Exp(-z))),
        Wrong(
            "large part forgotten",
            "Your result is log(1 + e^−|z|), the same for z and −z. Sure and wrong would cost as little as sure and right: add the large part, max(−z, 0).",
            z => Math.Log(1 + Math.Exp(-Math.Abs(z)))),
        Wrong(
            "only the large part",
            "Your result is max(−z, 0). The rest is small but not 0: an undecided network, z = 0, pays log 2. Add log(1 + e^−|z|).",
            z => Math.Max(-z, 0)),
        Wrong("probability for loss", "Your result is σ(z), the probability of the truth. The loss is minus its logarithm.", z => PortableMath.Sigmoid(z)),
        Wrong("slope for loss", "Your result is 1 − σ(z), the size of the slope. The loss itself is −log σ(z).", z => PortableMath.Sigmoid(-z)),
        Wrong("bits for nats", "Your result is in bits, with the logarithm to base 2. Here log is the natural logarithm.", z => Loss(z) / Math.Log(2)),
        Wrong("logarithm to base 10", "Your result has the logarithm to base 10. Here log is the natural logarithm.", z => Loss(z) / Math.Log(10)),
    ];

    protected override Function Solve => Loss;

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        foreach (double z in new[] { 0, 1, -1, 3, -5 })
            yield return [z];
        for (int i = 0; i < 12; i++)
            yield return [Math.Round(4 * random.NextNormal(), 2)];
        foreach (double z in new[] { 30, -30, 700, -700, -745, 1000, -1000.0 })
            yield return [z];
    }

    private static double Loss(double z) => Math.Max(-z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
}
