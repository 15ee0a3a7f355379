using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L04: how many outputs a kernel gives along one side of a picture: <c>⌊(n + 2p − k) / s⌋ + 1</c>.</summary>
internal sealed class OutputSize() : Exercise<OutputSize.Function>("L04-output-size", "the size of an output")
{
    /// <summary>n pixels, a kernel of k, stride s, p zeros on each side.</summary>
    internal delegate int Function(int n, int k, int s, int p);

    public override IReadOnlyList<string> Hints =>
    [
        "Begin with stride 1 and no padding: at which pixels may the kernel begin? The first is 0. Which is the last?",
        "With padding the row is `n + 2 * p` long, and the last place is `n + 2 * p - k`. Count the places 0, s, 2s, … up to there.",
        "There are `(n + 2 * p - k) / s` steps, rounded down, and one more place than steps.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "first place forgotten",
            "Your result is one too small: it counts the steps from place to place, and there is one more place than steps. Lay a kernel of 5 over a row of 5 pixels: it fits once, not 0 times.",
            (n, k, s, p) => (n + 2 * p - k) / s),
        Wrong(
            "padding on one side",
            "Your result equals the size with p zeros on one side only. Padding adds p zeros on each side: `n + 2 * p`.",
            (n, k, s, p) => (n + p - k) / s + 1),
        Wrong(
            "padding ignored",
            "Your result equals the size without padding. The row has `n + 2 * p` pixels before the kernel slides over it.",
            (n, k, s, p) => (n - k) / s + 1),
        Wrong(
            "stride ignored",
            "Your result equals the size with stride 1. With stride s the kernel moves by s pixels at a time: divide the way from the first to the last place by s.",
            (n, k, s, p) => n + 2 * p - k + 1),
        Wrong(
            "rounded up",
            "Your result rounds up. If the last step would carry the kernel beyond the end, there is no such place: round down, as `/` does for whole numbers.",
            (n, k, s, p) => (n + 2 * p - k + s - 1) / s + 1),
        Wrong(
            "one added before dividing",
            "Your result adds 1 before it divides by the stride. Divide the way `n + 2 * p - k` by s first, then count the first place.",
            (n, k, s, p) => (n + 2 * p - k + 1) / s),
        Wrong(
            "padding subtracted",
            "Your result subtracts the padding. Zeros are added to the picture, so there are more places, not fewer.",
            (n, k, s, p) => (n - 2 * p - k) / s + 1),
        Wrong(
            "divided by the kernel",
            "Your result cuts the row into pieces of the kernel's size. Neighbouring places overlap: the kernel moves by s pixels, not by k.",
            (n, k, s, p) => (n + 2 * p) / k),
    ];

    protected override Function Solve => (n, k, s, p) => (n + 2 * p - k) / s + 1;

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        foreach ((int n, int k, int s, int p) in new[] { (5, 5, 1, 0), (5, 3, 1, 0), (5, 3, 1, 1), (6, 3, 2, 0), (7, 3, 2, 1), (28, 5, 1, 2), (224, 7, 2, 3) })
            yield return [n, k, s, p];
        for (int i = 0; i < 20; i++)
        {
            int k = 1 + random.NextInt32(7);
            yield return [k + random.NextInt32(30), k, 1 + random.NextInt32(4), random.NextInt32(4)];
        }
    }
}
