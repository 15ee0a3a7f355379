using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L06: the gradient of average-pooling, in which every pixel of a window has the same share, <c>dy / k²</c>.</summary>
internal sealed class AveragePoolBackward() : Exercise<AveragePoolBackward.Function>("L06-average-pool-backward", "average-pooling, backward")
{
    /// <summary>dy is ∂L/∂y, [N, H', W', C]; the result is ∂L/∂x, [N, height, width, C].</summary>
    internal delegate Tensor Function(Tensor dy, int height, int width, int kernel, int stride);

    public override IReadOnlyList<string> Hints =>
    [
        "x itself is not needed: the mean of a window has the same slope everywhere. What is the slope of `(a + b + c + d) / 4` with respect to a?",
        "Every pixel of window (i, j) gets `dy[n, i, j, c] / (kernel · kernel)`.",
        "Begin with `Tensor.Zeros([dy.Shape[0], height, width, dy.Shape[3]])`, visit each window, and add to each of its pixels with `+=`: windows may overlap.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "not divided",
            "Every pixel of a window gets the whole dy in your result: this is the gradient of a sum. A mean divides by the number of pixels, `kernel · kernel`.",
            (dy, h, w, k, s) => Spread(dy, h, w, k, s, 1)),
        Wrong(
            "divided by the side",
            "Your result is divided by the side of the window. A window has `kernel · kernel` pixels.",
            (dy, h, w, k, s) => Spread(dy, h, w, k, s, k)),
        Wrong(
            "overwritten where windows overlap",
            "Where windows overlap, your result has the share of the last one only. A pixel influences every window that it lies in, and the gradients add: `+=` instead of `=`.",
            (dy, h, w, k, s) => Spread(dy, h, w, k, s, k * k, overwrite: true)),
        Wrong(
            "one pixel gets all",
            "Only the first pixel of each window gets something in your result. Every pixel of the window has the same influence on the mean.",
            (dy, h, w, k, s) => Spread(dy, h, w, k, s, 1, side: 1)),
        Wrong(
            "stride ignored",
            "Your windows begin one pixel apart. Window (i, j) begins at row `stride·i` and column `stride·j`.",
            (dy, h, w, k, s) => Spread(dy, h, w, k, 1, k * k)),
        Wrong(
            "divided by the number of outputs",
            "Your result is divided by the number of outputs. Divide by the number of pixels in a window, `kernel · kernel`.",
            (dy, h, w, k, s) => Spread(dy, h, w, k, s, dy.Shape[1] * dy.Shape[2])),
    ];

    protected override Function Solve => (dy, height, width, kernel, stride) => Spread(dy, height, width, kernel, stride, kernel * kernel);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        foreach ((Shape shape, int kernel, int stride) in PoolCases.Sizes)
            yield return [PoolCases.Whole(PoolCases.Output(shape, kernel, stride), random, -8, 9), shape[1], shape[2], kernel, stride];
    }

    // The mean is linear: its slope is that of a picture of zeros in which one pixel is moved.
    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        var (dy, height, width, kernel, stride) = ((Tensor)arguments[0]!, (int)arguments[1]!, (int)arguments[2]!, (int)arguments[3]!, (int)arguments[4]!);
        double loss = 0;
        PoolCases.EachWindow(dy.Shape, stride, (n, i, j, c, top, left) =>
        {
            double sum = 0;
            for (int u = 0; u < kernel; u++)
            for (int v = 0; v < kernel; v++)
                sum += ((n * height + top + u) * width + left + v) * dy.Shape[3] + c == index ? step : 0;
            loss += dy[n, i, j, c] * sum / (kernel * kernel);
        });
        return loss;
    }

    private static Tensor Spread(Tensor dy, int height, int width, int kernel, int stride, float divisor, bool overwrite = false, int? side = null)
    {
        Tensor dx = Tensor.Zeros([dy.Shape[0], height, width, dy.Shape[3]]);
        PoolCases.EachWindow(dy.Shape, stride, (n, i, j, c, top, left) =>
        {
            for (int row = top; row < top + (side ?? kernel); row++)
            for (int column = left; column < left + (side ?? kernel); column++)
                dx[n, row, column, c] = dy[n, i, j, c] / divisor + (overwrite ? 0 : dx[n, row, column, c]);
        });
        return dx;
    }
}
