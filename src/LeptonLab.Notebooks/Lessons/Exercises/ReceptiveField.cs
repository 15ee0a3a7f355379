using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L07: how many pixels wide the patch is that one number behind several layers sees: <c>1 + Σᵢ (kᵢ − 1) · Π_{j &lt; i} sⱼ</c>.</summary>
internal sealed class ReceptiveField() : Exercise<ReceptiveField.Function>("L07-receptive-field", "how far one number sees")
{
    /// <summary>Layer i has kernels[i] and strides[i]; layer 0 sees the picture.</summary>
    internal delegate int Function(int[] kernels, int[] strides);

    public override double Tolerance => 0;

    public override IReadOnlyList<string> Hints =>
    [
        "Draw two layers of kernel 3 and stride 1 over a row of pixels. One number sees 3 of the first layer; how many pixels do these see together?",
        "A kernel of k has k − 1 steps between its first and its last place. Behind a pooling of stride 2 one step is two pixels, behind two of them four.",
        "Two variables: `field = 1` and `step = 1`. For each layer first `field += (kernels[i] - 1) * step;`, then `step *= strides[i];`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "strides ignored",
            "Your result is right for stride 1. Behind a layer of stride 2 one step of the next kernel is two pixels of the picture.",
            (kernels, strides) => Field(kernels, (i, _) => 1, strides)),
        Wrong(
            "own stride counted",
            "Your result counts the stride of a layer in its own kernel. The stride says how far apart its outputs are: it makes the steps of the layers behind it longer.",
            (kernels, strides) => Field(kernels, (i, step) => step * strides[i], strides)),
        Wrong(
            "kernel for kernel − 1",
            "Your result adds k steps for each layer. Between the first and the last place of a kernel there are k − 1 steps.",
            (kernels, strides) => Field([.. kernels.Select(k => k + 1)], (_, step) => step, strides)),
        Wrong(
            "one pixel forgotten",
            "Your result is one too small: it counts the steps from the first pixel to the last. Begin with 1 pixel.",
            (kernels, strides) => Field(kernels, (_, step) => step, strides) - 1),
        Wrong(
            "one pixel too many",
            "Your result is one too large. Begin with 1 pixel: with a kernel of 1 a number sees just this one.",
            (kernels, strides) => Field(kernels, (_, step) => step, strides) + 1),
        Wrong(
            "only the stride before",
            "Your result takes the stride of the layer just before. All strides before it count, multiplied together: behind two poolings of 2 one step is four pixels.",
            (kernels, strides) => Field(kernels, (i, _) => i == 0 ? 1 : strides[i - 1], strides)),
        Wrong(
            "strides added",
            "Your result adds the strides. They multiply: behind three poolings of 2 one step is 2 · 2 · 2 = 8 pixels.",
            (kernels, strides) => Field(kernels, (i, _) => i == 0 ? 1 : strides[..i].Sum(), strides)),
        Wrong(
            "kernels added",
            "Your result is the sum of the kernels. Neighbouring windows overlap: each layer adds (k − 1) steps to what is seen already.",
            (kernels, _) => kernels.Sum()),
        Wrong(
            "kernels multiplied",
            "Your result is the product of the kernels. Neighbouring windows overlap: each layer adds (k − 1) steps to what is seen already.",
            (kernels, _) => kernels.Aggregate(1, (product, k) => product * k)),
    ];

    protected override Function Solve => (kernels, strides) => Field(kernels, (_, step) => step, strides);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [new[] { 3 }, new[] { 1 }];
        yield return [new[] { 3, 3 }, new[] { 1, 1 }];
        yield return [new[] { 3, 2 }, new[] { 1, 2 }];
        yield return [new[] { 7, 3 }, new[] { 2, 2 }];
        yield return [new[] { 3, 2, 3, 2, 3, 2 }, new[] { 1, 2, 1, 2, 1, 2 }];
        for (int n = 0; n < 16; n++)
        {
            int layers = 1 + random.NextInt32(5);
            yield return [Draw(random, layers, 7), Draw(random, layers, 3)];
        }
    }

    // step(i, product of the strides before layer i) is how many pixels one step of kernel i is.
    private static int Field(int[] kernels, Func<int, int, int> step, int[] strides)
    {
        int field = 1, product = 1;
        for (int i = 0; i < kernels.Length; i++)
        {
            field += (kernels[i] - 1) * step(i, product);
            product *= strides[i];
        }

        return field;
    }

    private static int[] Draw(RandomStream random, int count, int most) => [.. Enumerable.Range(0, count).Select(_ => 1 + random.NextInt32(most))];
}
