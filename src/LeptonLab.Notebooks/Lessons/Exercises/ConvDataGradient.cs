using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L05: each product passes its share back: <c>dx[n, s·i + u − p, s·j + v − p, c] += w[u, v, c, o] · dy[n, i, j, o]</c>.</summary>
internal sealed class ConvDataGradient() : Exercise<ConvDataGradient.Function>("L05-dx", "the gradient of the pictures")
{
    /// <summary>w is [k, k, in, out], dy is [N, H', W', out]; the result is [N, height, width, in].</summary>
    internal delegate Tensor Function(Tensor w, Tensor dy, int height, int width, int stride, int padding);

    public override IReadOnlyList<string> Hints =>
    [
        "Think of one output: it was computed from a window of pixels. Its `dy` goes back to each of these pixels, times the weight that lay on it.",
        "Loop over the outputs, as in the forward pass: n, i, j, o, u, v, c. The left side of the innermost line is a pixel of dx.",
        "`dx[n, stride*i + u - padding, stride*j + v - padding, c] += w[u, v, c, o] * dy[n, i, j, o]`; what lies outside of the image is dropped. Written in this way nothing needs to be turned.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "kernel not flipped",
            "Your result has the kernel the wrong way round: pixel (i + u, j + v) was met by `w[u, v]`, and yours gets `w[k − 1 − u, k − 1 − v]`. If you slide a kernel over the padded dy, it must be the kernel turned by 180°.",
            (w, dy, height, width, s, p) => new ConvBackwardLoops(s, p) { Turned = true }.Pixels(w, dy, height, width)),
        Wrong(
            "overwritten",
            "Your result holds one product for each pixel: each one overwrites the one before. A pixel lies under many windows, and each sends something back: `+=`, not `=`.",
            (w, dy, height, width, s, p) => new ConvBackwardLoops(s, p) { Overwrites = true }.Pixels(w, dy, height, width)),
        Wrong(
            "first output channel only",
            "Your result sees only output channel 0. Each pixel went into all output channels, so it gets something back from each: a loop over o is missing.",
            (w, dy, height, width, s, p) => new ConvBackwardLoops(s, p) { Outputs = 1 }.Pixels(w, dy, height, width)),
        Wrong(
            "stride forgotten",
            "Your windows lie one pixel apart. What output (i, j) sends back belongs to the window that begins at row `stride·i − padding`.",
            (w, dy, height, width, s, p) => new ConvBackwardLoops(s, p) { Begin = i => i - p }.Pixels(w, dy, height, width)),
        Wrong(
            "padding forgotten",
            "Your result is moved by the padding: subtract it in the index, `stride·i + u − padding`, and drop what falls outside of the image.",
            (w, dy, height, width, s, p) => new ConvBackwardLoops(s, p) { Begin = i => s * i }.Pixels(w, dy, height, width)),
    ];

    protected override Function Solve => (w, dy, height, width, s, p) => new ConvBackwardLoops(s, p).Pixels(w, dy, height, width);

    public override IEnumerable<object?[]> Cases(RandomStream random) => ConvBackwardLoops.Geometries(random).Select(g => (object?[])
    [
        ConvBackwardLoops.Whole([g.KernelHeight, g.KernelWidth, g.In, g.Out], random, 3), ConvBackwardLoops.Whole(g.OutputShape, random, 3),
        g.Height, g.Width, g.Stride, g.Padding,
    ]);

    // L is linear in x: its slope is the same around every picture, so around zero.
    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        (Tensor w, Tensor dy) = ((Tensor)arguments[0]!, (Tensor)arguments[1]!);
        Shape pictures = [dy.Shape[0], (int)arguments[2]!, (int)arguments[3]!, w.Shape[2]];
        double[] x = new double[pictures.Count];
        x[index] = step;
        return ConvBackwardLoops.Loss(
            x, [.. w.ToArray().Select(value => (double)value)], dy, Conv2dGeometry.Of(pictures, w.Shape, null, (int)arguments[4]!, (int)arguments[5]!));
    }
}
