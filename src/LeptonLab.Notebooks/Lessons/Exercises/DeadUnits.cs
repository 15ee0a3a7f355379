using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L06: which units of a layer are dead: a ReLU unit is dead if its input is 0 or less for every sample.</summary>
internal sealed class DeadUnits() : Exercise<DeadUnits.Function>("L06-dead-units", "finding dead units")
{
    /// <summary>a is [samples, units], what goes into the ReLU; the result has an entry for each unit.</summary>
    internal delegate bool[] Function(double[,] a);

    public override IReadOnlyList<string> Hints =>
    [
        "One entry for each unit: `a.GetLength(1)`. For each unit look at all samples, `a.GetLength(0)`.",
        "A unit lives if one sample, any one, makes its input positive.",
        "Begin with dead = true, and set it to false as soon as `a[n, unit] > 0`. At exactly 0 no gradient passes, so 0 counts as dead.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "silent for one sample",
            "Your result calls a unit dead that is silent for some sample. Every useful unit is silent now and then; it is dead if it is silent for *all* samples.",
            a => Units(a, inputs => inputs.Any(value => value <= 0))),
        Wrong(
            "mean below 0",
            "Your result looks at the mean of the inputs. A unit that answers to one sample in a hundred has a negative mean and is alive: look at the largest input.",
            a => Units(a, inputs => inputs.Average() <= 0)),
        Wrong(
            "0 counts as alive",
            "Your result calls a unit alive whose largest input is exactly 0. Its output is 0, and the slope of ReLU at 0 is taken as 0: no gradient passes, so it is dead.",
            a => Units(a, inputs => inputs.All(value => value < 0))),
        Wrong(
            "living units instead",
            "Your result is turned round: it is true for the units that live.",
            a => Units(a, inputs => inputs.Any(value => value > 0))),
        Wrong(
            "samples instead of units",
            "Your result has an entry for each sample: it says which samples reach no unit. Units are the columns of a, `a.GetLength(1)` of them.",
            a => Units(Transposed(a), inputs => inputs.All(value => value <= 0))),
        Wrong(
            "first sample only",
            "Your result looks at the first sample only. A unit is dead if it is silent for all of them.",
            a => Units(a, inputs => inputs[0] <= 0)),
        Wrong(
            "last sample only",
            "Your result is that of the last sample: each sample overwrites what was found before. Once a unit was seen alive it stays alive.",
            a => Units(a, inputs => inputs[^1] <= 0)),
    ];

    protected override Function Solve => a => Units(a, inputs => inputs.All(value => value <= 0));

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new double[,] { { 1, -1 }, { 2, -3 } }];
        yield return [new double[,] { { -1, 0 }, { -2, -1 }, { 3, 0 } }];
        yield return [new double[,] { { -1, 1, -5, 0 }, { 1, -1, -5, 0 } }];
        for (int i = 0; i < 8; i++)
        {
            double[,] a = new double[2 + random.NextInt32(5), 1 + random.NextInt32(5)];
            for (int unit = 0; unit < a.GetLength(1); unit++)
            {
                double centre = 2 - random.NextInt32(5);
                for (int n = 0; n < a.GetLength(0); n++)
                    a[n, unit] = Math.Round(centre + 1.5 * random.NextNormal(), 1);
            }

            yield return [a];
        }
    }

    private static bool[] Units(double[,] a, Func<double[], bool> isDead) =>
        [.. Enumerable.Range(0, a.GetLength(1)).Select(unit => isDead([.. Enumerable.Range(0, a.GetLength(0)).Select(n => a[n, unit])]))];

    private static double[,] Transposed(double[,] a)
    {
        double[,] transposed = new double[a.GetLength(1), a.GetLength(0)];
        for (int n = 0; n < a.GetLength(0); n++)
        for (int unit = 0; unit < a.GetLength(1); unit++)
            transposed[unit, n] = a[n, unit];
        return transposed;
    }
}
