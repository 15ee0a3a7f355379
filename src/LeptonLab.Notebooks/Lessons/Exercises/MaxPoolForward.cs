using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L06: the largest value of each window, <c>y[n, i, j, c] = max_{u, v &lt; k} x[n, s·i + u, s·j + v, c]</c>, without padding.</summary>
internal sealed class MaxPoolForward() : Exercise<MaxPoolForward.Function>("L06-max-pool-forward", "max-pooling, forward")
{
    /// <summary>x is [N, H, W, C]; the result is [N, H', W', C].</summary>
    internal delegate Tensor Function(Tensor x, int kernel, int stride);

    private delegate float Summary(IReadOnlyList<float> window);

    public override IReadOnlyList<string> Hints =>
    [
        "Begin with the shape: `(H − kernel) / stride + 1` rows, and columns likewise. Whole numbers are rounded down: a window that does not fit is left out.",
        "Four loops over the outputs n, i, j, c. Inside, two loops u and v over one window. Each channel is pooled for itself.",
        "The window of output (i, j) begins at row `stride·i` and column `stride·j`.",
        "Begin with `float largest = float.NegativeInfinity`, and take `MathF.Max(largest, x[n, stride·i + u, stride·j + v, c])` over the window.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "search begins at 0",
            "Your result is never below 0: your search begins with 0, and a window of negative numbers cannot beat it. Begin with the first pixel of the window, or with −∞.",
            (x, k, s) => Pool(x, k, s, window => MathF.Max(0, window.Max()))),
        Wrong(
            "smallest instead of largest",
            "Your result is the smallest value of each window. Turn the comparison round.",
            (x, k, s) => Pool(x, k, s, window => window.Min())),
        Wrong(
            "mean instead of largest",
            "Your result is the mean of each window: this is average-pooling. Keep the largest value only.",
            (x, k, s) => Pool(x, k, s, window => window.Sum() / (k * k))),
        Wrong(
            "largest over all channels",
            "Your result is the largest value over all channels of the window. Pooling treats each channel for itself: c is an index of the output, no loop inside the window.",
            (x, k, s) => Pool(x, k, s, window => window.Max(), allChannels: true)),
        Wrong(
            "stride ignored",
            "Your windows lie side by side whatever the stride is: they begin at `kernel·i`. Output i begins at row `stride·i`, so that windows may overlap or leave pixels out.",
            (x, k, s) => Pool(x, k, k, window => window.Max())),
        Wrong(
            "stride only in the shape",
            "Your result has the right shape, but its windows begin one pixel apart. Output (i, j) begins at row `stride·i` and column `stride·j`.",
            (x, k, s) => Pool(x, k, s, window => window.Max(), begin: i => i)),
        Wrong(
            "last row and column of the window left out",
            "Your windows are one pixel too small: the last row and column of each are left out. u and v run from 0 to kernel − 1, so `u < kernel`.",
            (x, k, s) => Pool(x, k, s, window => window.Max(), side: k - 1)),
        Wrong(
            "windows over the border",
            "Your result has more rows or columns than windows that fit: you round up. A window that would reach over the border is left out: `(H − kernel) / stride + 1`, rounded down.",
            PoolRoundedUp),
    ];

    protected override Function Solve => (x, kernel, stride) => Pool(x, kernel, stride, window => window.Max());

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        foreach ((Shape shape, int kernel, int stride) in PoolCases.Sizes)
            yield return [PoolCases.Whole(shape, random, -9, 9), kernel, stride];
        yield return [PoolCases.Whole([1, 4, 4, 1], random, -9, -1), 2, 2];
        yield return [PoolCases.Whole([2, 6, 5, 2], random, -9, -1), 3, 1];
    }

    private static Tensor Pool(
        Tensor x, int kernel, int stride, Summary summary, bool allChannels = false, Func<int, int>? begin = null, int? side = null)
    {
        Shape shape = PoolCases.Output(x.Shape, kernel, stride);
        Tensor y = Tensor.Zeros(shape);
        var window = new List<float>();
        PoolCases.EachWindow(shape, stride, (n, i, j, c, top, left) =>
        {
            window.Clear();
            (top, left) = begin is null ? (top, left) : (begin(i), begin(j));
            for (int u = 0; u < (side ?? kernel); u++)
            for (int v = 0; v < (side ?? kernel); v++)
            for (int channel = allChannels ? 0 : c; channel < (allChannels ? x.Shape[3] : c + 1); channel++)
                window.Add(x[n, top + u, left + v, channel]);
            y[n, i, j, c] = summary(window);
        });
        return y;
    }

    private static Tensor PoolRoundedUp(Tensor x, int kernel, int stride)
    {
        static int Up(int extent, int kernel, int stride) => (Math.Max(extent - kernel, 0) + stride - 1) / stride + 1;
        Shape shape = [x.Shape[0], Up(x.Shape[1], kernel, stride), Up(x.Shape[2], kernel, stride), x.Shape[3]];
        Tensor y = Tensor.Full(shape, float.NegativeInfinity);
        PoolCases.EachWindow(shape, stride, (n, i, j, c, top, left) =>
        {
            for (int row = top; row < Math.Min(top + kernel, x.Shape[1]); row++)
            for (int column = left; column < Math.Min(left + kernel, x.Shape[2]); column++)
                y[n, i, j, c] = MathF.Max(y[n, i, j, c], x[n, row, column, c]);
        });
        return y;
    }
}
