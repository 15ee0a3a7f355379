using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;
using LeptonLab.Ops;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L05: <c>dw[u, v, c, o] = Σ_n Σ_i Σ_j x[n, s·i + u − p, s·j + v − p, c] · dy[n, i, j, o]</c>.</summary>
internal sealed class ConvWeightGradient() : Exercise<ConvWeightGradient.Function>("L05-dw", "the gradient of the kernel")
{
    /// <summary>x is [N, H, W, in], dy is [N, H', W', out]; the result is [k, k, in, out].</summary>
    internal delegate Tensor Function(Tensor x, Tensor dy, int k, int stride, int padding);

    public override IReadOnlyList<string> Hints =>
    [
        "Which products of the forward pass contain the weight `w[u, v, c, o]`? One for each image and each place. By what was it multiplied there?",
        "The loops are those of the forward pass: n, i, j, o, u, v, c. Only the innermost line changes, and its left side is an entry of dw.",
        "`dw[u, v, c, o] += x[n, stride*i + u - padding, stride*j + v - padding, c] * dy[n, i, j, o]`; skip what lies outside of the image.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "gradient flipped",
            "Your result is the gradient turned by 180°: entry (u, v) stands at (k − 1 − u, k − 1 − v). It is dX that needs the turned kernel; in dW the pixel under `w[u, v]` belongs to `dw[u, v]`.",
            (x, dy, k, s, p) => Turn(new ConvBackwardLoops(s, p).Weights(x, dy, k))),
        Wrong(
            "overwritten",
            "Your result holds one product only, that of the last place: each one overwrites the one before. A weight is used at many places, and all of them count: `+=`, not `=`.",
            (x, dy, k, s, p) => new ConvBackwardLoops(s, p) { Overwrites = true }.Weights(x, dy, k)),
        Wrong(
            "one image only",
            "Your result is the gradient of the last image. All images of the batch share the weights, so their gradients are added: loop over n, and set dw to zero once, before it.",
            (x, dy, k, s, p) => new ConvBackwardLoops(s, p) { FirstImage = dy.Shape[0] - 1 }.Weights(x, dy, k)),
        Wrong(
            "stride forgotten",
            "Your windows lie one pixel apart. Output (i, j) was computed from the window that begins at row `stride·i − padding`: the same index as in the forward pass.",
            (x, dy, k, s, p) => new ConvBackwardLoops(s, p) { Begin = i => i - p }.Weights(x, dy, k)),
        Wrong(
            "padding forgotten",
            "Your windows begin inside of the image: subtract the padding in the index, `stride·i + u − padding`, as in the forward pass.",
            (x, dy, k, s, p) => new ConvBackwardLoops(s, p) { Begin = i => s * i }.Weights(x, dy, k)),
        Wrong(
            "mean over the batch",
            "Your result is divided by the number of images. If the loss is a mean, dy has this factor already; here the products are only added.",
            (x, dy, k, s, p) => new ConvBackwardLoops(s, p).Weights(x, dy, k) / dy.Shape[0]),
    ];

    protected override Function Solve => (x, dy, k, s, p) => new ConvBackwardLoops(s, p).Weights(x, dy, k);

    public override IEnumerable<object?[]> Cases(RandomStream random) => ConvBackwardLoops.Geometries(random).Select(g => (object?[])
    [
        ConvBackwardLoops.Whole([g.Batch, g.Height, g.Width, g.In], random, 4), ConvBackwardLoops.Whole(g.OutputShape, random, 3),
        g.KernelHeight, g.Stride, g.Padding,
    ]);

    // L is linear in w: its slope is the same around every kernel, so around zero.
    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        (Tensor x, Tensor dy, int k) = ((Tensor)arguments[0]!, (Tensor)arguments[1]!, (int)arguments[2]!);
        Shape kernel = [k, k, x.Shape[3], dy.Shape[3]];
        double[] w = new double[kernel.Count];
        w[index] = step;
        return ConvBackwardLoops.Loss(
            [.. x.ToArray().Select(value => (double)value)], w, dy, Conv2dGeometry.Of(x.Shape, kernel, null, (int)arguments[3]!, (int)arguments[4]!));
    }

    private static Tensor Turn(Tensor dw)
    {
        Tensor turned = Tensor.Zeros(dw.Shape);
        (int k, int channels, int outputs) = (dw.Shape[0], dw.Shape[2], dw.Shape[3]);
        for (int u = 0; u < k; u++)
        for (int v = 0; v < k; v++)
        for (int c = 0; c < channels; c++)
        for (int o = 0; o < outputs; o++)
            turned[k - 1 - u, k - 1 - v, c, o] = dw[u, v, c, o];
        return turned;
    }
}
