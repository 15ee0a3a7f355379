using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>
/// L04: convolution, as deep learning has it:
/// <c>y[n, i, j, o] = b[o] + Σ_u Σ_v Σ_c x[n, s·i + u − p, s·j + v − p, c] · w[u, v, c, o]</c>, with zeros outside of the image.
/// </summary>
internal sealed class ConvForward() : Exercise<ConvForward.Function>("L04-conv-forward", "convolution, forward")
{
    /// <summary>x is [N, H, W, in], w is [kh, kw, in, out], b is [out]; the result is [N, H', W', out].</summary>
    internal delegate Tensor Function(Tensor x, Tensor w, Tensor b, int stride, int padding);

    public override IReadOnlyList<string> Hints =>
    [
        "Begin with the shape: an output has `(H + 2·padding − kh) / stride + 1` rows, and columns likewise; whole numbers are rounded down.",
        "Seven loops: n, i, j, o over the outputs; inside, u, v, c over one window. Begin each sum with `b[o]`.",
        "The window of output (i, j) begins at row `stride·i − padding` and column `stride·j − padding`. What lies outside of the image counts as 0: skip it.",
        "The innermost line is `sum += x[n, stride·i + u − padding, stride·j + v − padding, c] * w[u, v, c, o]`. The kernel is not flipped.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "kernel flipped",
            "Your result equals a convolution with the kernel flipped, as signal processing defines it: `w[kh − 1 − u, kw − 1 − v]`. "
            + "Deep learning does not flip: the weight `w[u, v]` meets the pixel u rows and v columns into the window.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Weight = (u, v, c, o) => w[w.Shape[0] - 1 - u, w.Shape[1] - 1 - v, c, o] }.Run()),
        Wrong(
            "bias lost",
            "Your result equals a convolution without the bias. Begin the sum of each output with `b[o]`.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Bias = _ => 0 }.Run()),
        Wrong(
            "stride ignored",
            "Your result equals a convolution with stride 1. With stride s the window moves by s pixels: there are fewer outputs, and output i looks at row `s·i + u − padding`.",
            (x, w, b, s, p) => new Loops(x, w, b, 1, p).Run()),
        Wrong(
            "stride only in the shape",
            "Your result has the right shape, but its windows lie one pixel apart: the stride is missing in the index. Output i begins at row `stride·i − padding`.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Begin = i => i - p }.Run()),
        Wrong(
            "padding ignored",
            "Your result equals a convolution without padding. With padding p there are p more rows and columns of zeros on each side, and so more outputs.",
            (x, w, b, s, p) => new Loops(x, w, b, s, 0).Run()),
        Wrong(
            "padding only in the shape",
            "Your result has the right shape, but its windows begin inside of the image: subtract the padding in the index, `stride·i + u − padding`.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Begin = i => s * i }.Run()),
        Wrong(
            "padding on one side",
            "Your output is as large as if only one side were padded. There are p zeros on each side: `H + 2·padding`, not `H + padding`.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Sides = 1 }.Run()),
        Wrong(
            "first channel only",
            "Your result sees only channel 0 of the input. Each output sums over all input channels: a loop over c is missing.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Channels = 1 }.Run()),
        Wrong(
            "mean over channels",
            "Your result divides by the number of input channels. A convolution sums over the channels, it takes no mean.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Weight = (u, v, c, o) => w[u, v, c, o] / w.Shape[2] }.Run()),
        Wrong(
            "kernel transposed",
            "Your result equals a convolution with rows and columns of the kernel exchanged: use `w[u, v]` where u counts rows and v columns.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Weight = (u, v, c, o) => w[v, u, c, o] }.Run()),
        Wrong(
            "bias once for each channel",
            "Your result adds the bias once for each input channel. Add it once for each output, before the loop over the channels.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { Bias = o => b[o] * x.Shape[3] }.Run()),
        Wrong(
            "bias once for each product",
            "Your result adds the bias in the innermost loop, once for each product. Add it once for each output.",
            (x, w, b, s, p) => new Loops(x, w, b, s, p) { BiasInside = true }.Run()),
    ];

    protected override Function Solve => (x, w, b, stride, padding) => new Loops(x, w, b, stride, padding).Run();

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return Draw(random, (1, 3, 3), (2, 2), 1, 1, 1, 0);
        yield return Draw(random, (1, 3, 3), (2, 2), 1, 1, 1, 1);
        yield return Draw(random, (1, 4, 4), (2, 2), 1, 1, 2, 0);
        yield return Draw(random, (1, 3, 4), (2, 2), 2, 1, 1, 0);
        yield return Draw(random, (1, 4, 3), (2, 2), 1, 2, 1, 0);
        yield return Draw(random, (1, 5, 5), (3, 3), 2, 2, 2, 1);
        for (int i = 0; i < 14; i++)
        {
            int kernel = 1 + random.NextInt32(3);
            yield return Draw(
                random,
                (1 + random.NextInt32(2), kernel + 1 + random.NextInt32(5), kernel + 1 + random.NextInt32(5)),
                (kernel, kernel),
                1 + random.NextInt32(3),
                1 + random.NextInt32(3),
                1 + random.NextInt32(3),
                random.NextInt32(kernel));
        }
    }

    // Small whole numbers, so that a person can check a case by hand.
    private static object?[] Draw(
        RandomStream random, (int N, int Height, int Width) x, (int Height, int Width) kernel, int channels, int outputs, int stride, int padding) =>
    [
        Whole([x.N, x.Height, x.Width, channels], random, 5),
        Whole([kernel.Height, kernel.Width, channels, outputs], random, 3),
        Tensor.From([.. Enumerable.Range(1, outputs).Select(o => (float)(10 * o))], [outputs]),
        stride,
        padding,
    ];

    private static Tensor Whole(Shape shape, RandomStream random, int largest)
    {
        Tensor tensor = Tensor.Zeros(shape);
        foreach (ref float value in tensor.AsSpan())
            value = random.NextInt32(2 * largest + 1) - largest;
        return tensor;
    }

    /// <summary>The loops of a convolution; each property is a place at which learners go wrong.</summary>
    private sealed class Loops(Tensor x, Tensor w, Tensor b, int stride, int padding)
    {
        public Func<int, int, int, int, float> Weight { get; init; } = (u, v, c, o) => w[u, v, c, o];

        public Func<int, float> Bias { get; init; } = o => b[o];

        /// <summary>The row or column at which the window of an output begins.</summary>
        public Func<int, int> Begin { get; init; } = i => stride * i - padding;

        public int Channels { get; init; } = x.Shape[3];

        public int Sides { get; init; } = 2;

        public bool BiasInside { get; init; }

        public Tensor Run()
        {
            int height = x.Shape[1], width = x.Shape[2], kernelHeight = w.Shape[0], kernelWidth = w.Shape[1], outputs = w.Shape[3];
            int rows = (height + Sides * padding - kernelHeight) / stride + 1, columns = (width + Sides * padding - kernelWidth) / stride + 1;
            Tensor y = Tensor.Zeros([x.Shape[0], rows, columns, outputs]);
            Span<float> values = y.AsSpan();
            int place = 0;
            for (int n = 0; n < x.Shape[0]; n++)
            for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++)
            for (int o = 0; o < outputs; o++)
            {
                float sum = BiasInside ? 0 : Bias(o);
                for (int u = 0; u < kernelHeight; u++)
                for (int v = 0; v < kernelWidth; v++)
                for (int c = 0; c < Channels; c++)
                {
                    int row = Begin(i) + u, column = Begin(j) + v;
                    if (row >= 0 && row < height && column >= 0 && column < width)
                        sum += x[n, row, column, c] * Weight(u, v, c, o);
                    sum += BiasInside ? Bias(o) : 0;
                }

                values[place++] = sum;
            }

            return y;
        }
    }
}
