using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>
/// L04: the zeros before and after a row that make ⌈n/s⌉ outputs: <c>max((⌈n/s⌉ − 1)·s + k − n, 0)</c> in all, the odd one after.
/// </summary>
internal sealed class SamePadding() : Exercise<SamePadding.Function>("L04-padding-same", "“same” padding")
{
    /// <summary>n pixels, a kernel of k, stride s.</summary>
    internal delegate (int Before, int After) Function(int n, int k, int s);

    public override IReadOnlyList<string> Hints =>
    [
        "How many outputs are wanted? ⌈n/s⌉ in whole numbers is `(n + s - 1) / s`.",
        "The last output begins `(outputs - 1) * s` pixels from the first, and reaches k pixels from there. How far beyond n is that?",
        "`int total = Math.Max((outputs - 1) * s + k - n, 0);` and half of it, rounded down, goes before.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "the odd one before",
            "The number of zeros is right, but where it is odd you put the one more before the row. Here, as in TensorFlow, it goes after: `Before = total / 2`, `After = total - Before`.",
            (n, k, s) => Swap(Halves(Total(n, k, s)))),
        Wrong(
            "the odd one lost",
            "You put the same number on both sides, and where the number of zeros is odd one is lost: `After = total - Before`.",
            (n, k, s) => (Total(n, k, s) / 2, Total(n, k, s) / 2)),
        Wrong(
            "stride ignored",
            "Your result is right for stride 1: k − 1 zeros. With a larger stride the kernel need not begin at every pixel, and fewer zeros are enough: compute how far the last of ⌈n/s⌉ places reaches beyond the row.",
            (n, k, s) => Halves(k - 1)),
        Wrong(
            "k / 2 on both sides",
            "Your result puts `k / 2` on both sides. That is right for an odd kernel with stride 1 and one too many for an even one; with a stride it depends on n as well.",
            (n, k, s) => (k / 2, k / 2)),
        Wrong(
            "negative padding",
            "Your result is negative where the stride is larger than the kernel. Then nothing needs to be added: take the maximum with 0.",
            (n, k, s) => Halves(Reach(n, k, s))),
        Wrong(
            "as many outputs as pixels",
            "Your result makes n outputs, whatever the stride is. “Same” means ⌈n/s⌉ outputs.",
            (n, k, s) => Halves(Math.Max((n - 1) * s + k - n, 0))),
        Wrong(
            "outputs rounded down",
            "Your result makes ⌊n/s⌋ outputs. “Same” rounds up, so that the last pixels are seen: `(n + s - 1) / s`.",
            (n, k, s) => Halves(Math.Max((n / s - 1) * s + k - n, 0))),
        Wrong(
            "everything before",
            "The number of zeros is right, but all of them are before the row. Half of them, rounded down, go before.",
            (n, k, s) => (Total(n, k, s), 0)),
        Wrong(
            "everything after",
            "The number of zeros is right, but all of them are after the row. Half of them, rounded down, go before.",
            (n, k, s) => (0, Total(n, k, s))),
    ];

    protected override Function Solve => (n, k, s) => Halves(Total(n, k, s));

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        foreach ((int n, int k, int s) in new[] { (5, 3, 1), (5, 2, 1), (5, 4, 1), (6, 3, 2), (7, 3, 2), (6, 1, 3), (28, 5, 1), (224, 7, 2) })
            yield return [n, k, s];
        for (int i = 0; i < 24; i++)
            yield return [1 + random.NextInt32(30), 1 + random.NextInt32(7), 1 + random.NextInt32(4)];
    }

    private static int Total(int n, int k, int s) => Math.Max(Reach(n, k, s), 0);

    // How far the last of ⌈n/s⌉ kernels reaches beyond the row.
    private static int Reach(int n, int k, int s) => ((n + s - 1) / s - 1) * s + k - n;

    private static (int Before, int After) Halves(int total) => (total / 2, total - total / 2);

    private static (int Before, int After) Swap((int Before, int After) padding) => (padding.After, padding.Before);
}
