using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L07: the side of the picture behind several layers without padding: <c>n ← ⌊(n − k) / s⌋ + 1</c> for each.</summary>
internal sealed class OutputSide() : Exercise<OutputSide.Function>("L07-output-side", "the side behind several layers")
{
    /// <summary>n pixels on a side; layer i has kernels[i] and strides[i].</summary>
    internal delegate int Function(int n, int[] kernels, int[] strides);

    public override double Tolerance => 0;

    public override IReadOnlyList<string> Hints =>
    [
        "One layer first: with no padding, a kernel of `k` that moves by `s` fits `(n - k) / s + 1` times.",
        "The side that one layer gives is the `n` of the next. Each layer rounds down by itself.",
        "A loop over the layers: `n = (n - kernels[i]) / strides[i] + 1;`, and at the end `return n;`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "first place forgotten",
            "Your result counts the steps of the kernel and not its places: there is one more place than steps, + 1 in every layer.",
            (n, kernels, strides) => Through(n, kernels, strides, (side, k, s) => (side - k) / s)),
        Wrong(
            "strides ignored",
            "Your result equals that of stride 1 everywhere. Divide the way from the first to the last place, n − k, by the stride.",
            (n, kernels, strides) => Through(n, kernels, strides, (side, k, _) => side - k + 1)),
        Wrong(
            "kernels ignored",
            "Your result only divides by the strides. A kernel of 3 has no place at the last two pixels: a layer starts with n − k.",
            (n, kernels, strides) => Through(n, kernels, strides, (side, _, s) => side / s)),
        Wrong(
            "rounded up",
            "Your result rounds up. If the last step would carry the kernel beyond the end, there is no such place: round down, as `/` does for whole numbers.",
            (n, kernels, strides) => Through(n, kernels, strides, (side, k, s) => (side - k + s - 1) / s + 1)),
        Wrong(
            "one layer only",
            "Your result is the side behind the last layer alone, as if it saw the whole picture. The side that one layer gives is the n of the next.",
            (n, kernels, strides) => (n - kernels[^1]) / strides[^1] + 1),
        Wrong(
            "first layer only",
            "Your result is the side behind the first layer. Go on: it is the n of the second, and so on to the last.",
            (n, kernels, strides) => (n - kernels[0]) / strides[0] + 1),
        Wrong(
            "layers in reverse",
            "Your result goes through the layers from the last to the first. The picture meets layer 0 first.",
            (n, kernels, strides) => Through(n, [.. kernels.Reverse()], [.. strides.Reverse()], Side)),
        Wrong(
            "one added before dividing",
            "Your result adds 1 before it divides by the stride. Divide n − k by the stride first, then count the first place.",
            (n, kernels, strides) => Through(n, kernels, strides, (side, k, s) => (side - k + 1) / s)),
    ];

    protected override Function Solve => (n, kernels, strides) => Through(n, kernels, strides, Side);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [6, new[] { 3 }, new[] { 1 }];
        yield return [7, new[] { 2 }, new[] { 2 }];
        yield return [10, new[] { 3, 2 }, new[] { 1, 2 }];
        yield return [64, new[] { 3, 2, 3, 2, 3, 2 }, new[] { 1, 2, 1, 2, 1, 2 }];
        yield return [256, new[] { 3, 2, 3, 2, 3, 2 }, new[] { 1, 2, 1, 2, 1, 2 }];
        for (int i = 0; i < 16; i++)
        {
            int layers = 1 + random.NextInt32(4);
            yield return [100 + random.NextInt32(156), Draw(random, layers, 1, 7), Draw(random, layers, 1, 2)];
        }

        yield return [227, new[] { 11, 3, 5, 3 }, new[] { 4, 2, 1, 2 }];
    }

    private static int Side(int n, int k, int s) => (n - k) / s + 1;

    private static int Through(int n, int[] kernels, int[] strides, Func<int, int, int, int> side) =>
        kernels.Zip(strides).Aggregate(n, (before, layer) => side(before, layer.First, layer.Second));

    private static int[] Draw(RandomStream random, int count, int least, int most) =>
        [.. Enumerable.Range(0, count).Select(_ => least + random.NextInt32(most - least + 1))];
}
