using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L04: what a convolution costs for one picture: <c>output height · output width · k² · in · out</c>.</summary>
internal sealed class CountMultiplyAdds() : Exercise<CountMultiplyAdds.Function>("L04-count-multiply-adds", "multiply-adds of a convolution")
{
    /// <summary>A picture height × width × channelsIn, channelsOut kernels of k × k, stride s, padding p.</summary>
    internal delegate long Function(int height, int width, int channelsIn, int channelsOut, int k, int s, int p);

    public override double Tolerance => 1e-12;

    public override IReadOnlyList<string> Hints =>
    [
        "Count the multiply-adds of one output first: one for each weight of a kernel. How many weights has one kernel?",
        "How many outputs are there? Rows and columns by the formula of exercise 1, once for each of the channelsOut kernels.",
        "`outHeight * outWidth * k * k * channelsIn * channelsOut`, with whole numbers of 64 bits: begin with a `long`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "overflow",
            "Your result has lost its upper digits: the product is larger than an `int` can hold, 2 147 483 647. Make the first factor a `long`.",
            (height, width, channelsIn, channelsOut, k, s, p) => unchecked(Size(height, k, s, p) * Size(width, k, s, p) * k * k * channelsIn * channelsOut)),
        Wrong(
            "places of the input",
            "Your result counts one window for each pixel of the input. A window belongs to an output: use the height and the width of the output.",
            (height, width, channelsIn, channelsOut, k, s, p) => (long)height * width * k * k * channelsIn * channelsOut),
        Wrong(
            "input channels forgotten",
            "Your result has kernels of k × k numbers. A kernel has such a square for each input channel: k · k · channelsIn.",
            (height, width, channelsIn, channelsOut, k, s, p) => Outputs(height, width, k, s, p) * k * k * channelsOut),
        Wrong(
            "output channels forgotten",
            "Your result is the cost of one output channel. There are channelsOut kernels, and each goes over the whole picture.",
            (height, width, channelsIn, channelsOut, k, s, p) => Outputs(height, width, k, s, p) * k * k * channelsIn),
        Wrong(
            "k once",
            "Your result has k products for each window. The window has k rows and k columns: k · k.",
            (height, width, channelsIn, channelsOut, k, s, p) => Outputs(height, width, k, s, p) * k * channelsIn * channelsOut),
        Wrong(
            "operations counted twice",
            "Your result is twice the number asked for: it counts multiplications and additions apart, as FLOPs do. One multiply-add is both.",
            (height, width, channelsIn, channelsOut, k, s, p) => 2 * Outputs(height, width, k, s, p) * k * k * channelsIn * channelsOut),
        Wrong(
            "parameters",
            "Your result is the number of weights. Each weight is used again at every place: multiply by the number of outputs.",
            (height, width, channelsIn, channelsOut, k, s, p) => (long)k * k * channelsIn * channelsOut),
        Wrong(
            "bias counted",
            "Your result counts the bias as a multiply-add. It is only added, once for each output, and by custom it is not counted.",
            (height, width, channelsIn, channelsOut, k, s, p) => Outputs(height, width, k, s, p) * ((long)k * k * channelsIn + 1) * channelsOut),
        Wrong(
            "padding ignored",
            "Your result equals the cost without padding. The size of the output has `+ 2 * p` in it.",
            (height, width, channelsIn, channelsOut, k, s, p) => Outputs(height, width, k, s, 0) * k * k * channelsIn * channelsOut),
        Wrong(
            "stride ignored",
            "Your result equals the cost with stride 1. With stride 2 there are half as many rows and half as many columns.",
            (height, width, channelsIn, channelsOut, k, s, p) => Outputs(height, width, k, 1, p) * k * k * channelsIn * channelsOut),
        Wrong(
            "height for the width",
            "Your result takes the picture for a square, with the height on both sides. The output has a width of its own.",
            (height, width, channelsIn, channelsOut, k, s, p) => Outputs(height, height, k, s, p) * k * k * channelsIn * channelsOut),
    ];

    protected override Function Solve => (height, width, channelsIn, channelsOut, k, s, p) =>
        Outputs(height, width, k, s, p) * k * k * channelsIn * channelsOut;

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [3, 3, 1, 1, 3, 1, 0];
        yield return [4, 5, 1, 2, 3, 1, 0];
        yield return [4, 5, 2, 1, 3, 1, 1];
        yield return [6, 8, 2, 3, 3, 2, 1];
        yield return [256, 256, 3, 32, 3, 1, 0];
        yield return [512, 512, 64, 128, 3, 1, 1];
        for (int i = 0; i < 14; i++)
        {
            int k = 1 + 2 * random.NextInt32(3);
            yield return
            [
                k + random.NextInt32(20), k + random.NextInt32(20), 1 + random.NextInt32(8), 1 + random.NextInt32(8), k, 1 + random.NextInt32(3),
                random.NextInt32(k),
            ];
        }
    }

    private static int Size(int extent, int k, int s, int p) => (extent + 2 * p - k) / s + 1;

    private static long Outputs(int height, int width, int k, int s, int p) => (long)Size(height, k, s, p) * Size(width, k, s, p);
}
