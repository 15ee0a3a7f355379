using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>L06: the gradient of max-pooling goes to the largest value of each window, among equals to the first in reading order.</summary>
internal sealed class MaxPoolBackward() : Exercise<MaxPoolBackward.Function>("L06-max-pool-backward", "max-pooling, backward")
{
    /// <summary>x is [N, H, W, C], dy is ∂L/∂y, [N, H', W', C]; the result is ∂L/∂x.</summary>
    internal delegate Tensor Function(Tensor x, Tensor dy, int kernel, int stride);

    // From the values of a window and its gradient to the gradient of each of its pixels.
    private delegate float[] Routing(float[] window, float dy);

    public override IReadOnlyList<string> Hints =>
    [
        "Make a tensor of zeros in the shape of x. Visit every window as in the forward pass, and look for the place of its largest value.",
        "Only that place receives something, and it receives the whole `dy[n, i, j, c]`.",
        "Windows may overlap, and one pixel may be the largest of several: add with `+=`.",
        "Among equals the first in reading order wins: take a new place only where the value is *greater*, `x[…] > largest`, with rows in the outer loop.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "every equal pixel gets the whole gradient",
            "Where several pixels of a window are equally large, each of them gets the whole gradient in your result, so there is more gradient behind the layer than before it. "
            + "This happens with `if (x[…] == largest)`. Send dy to one place only: the first in reading order.",
            (x, dy, k, s) => Route(x, dy, k, s, (window, d) => [.. window.Select(value => value == window.Max() ? d : 0)])),
        Wrong(
            "equal pixels share the gradient",
            "Where several pixels of a window are equally large, they share the gradient in your result. The total is right, and so this is a fair rule; "
            + "the engine has another, and so has this exercise: all goes to the first in reading order.",
            (x, dy, k, s) => Route(x, dy, k, s, (window, d) => [.. window.Select(value => value == window.Max() ? d / window.Count(other => other == window.Max()) : 0)])),
        Wrong(
            "last of equals",
            "Among equal pixels the last one wins in your result. Take a new place only where the value is greater, `>` and not `>=`: then the first one keeps its place.",
            (x, dy, k, s) => Route(x, dy, k, s, (window, d) => At(Array.LastIndexOf(window, window.Max()), window.Length, d))),
        Wrong(
            "overwritten where windows overlap",
            "Where one pixel is the largest of several windows, your result has the gradient of the last of them only. Gradients of several paths add: `+=` instead of `=`.",
            (x, dy, k, s) => Route(x, dy, k, s, First, overwrite: true)),
        Wrong(
            "gradient of the mean",
            "Every pixel of a window gets the same share in your result: this is the gradient of average-pooling. In max-pooling only the largest pixel has an influence on y.",
            (x, dy, k, s) => Route(x, dy, k, s, (window, d) => [.. window.Select(_ => d / window.Length)])),
        Wrong(
            "gradient to every pixel",
            "Every pixel of a window gets the whole gradient in your result. Only the largest pixel has an influence on y; all others get 0.",
            (x, dy, k, s) => Route(x, dy, k, s, (window, d) => [.. window.Select(_ => d)])),
        Wrong(
            "times the value",
            "Your result is multiplied by the value of the pixel. y is equal to the largest pixel, so its slope is 1: only dy arrives there.",
            (x, dy, k, s) => Route(x, dy, k, s, (window, d) => First(window, d * window.Max()))),
        Wrong(
            "dy ignored",
            "Your result counts how many windows a pixel has won. This is right where every dy is 1; the chain rule multiplies by `dy[n, i, j, c]`.",
            (x, dy, k, s) => Route(x, dy, k, s, (window, _) => First(window, 1))),
        Wrong(
            "place in the window, not in the picture",
            "All your gradients land in the upper left corner: the place in the window is used as a place in the picture. Window (i, j) begins at row `stride·i` and column `stride·j`: add this.",
            (x, dy, k, s) => Route(x, dy, k, s, First, inCorner: true)),
        Wrong(
            "one winner for all channels",
            "Your result looks for the largest value in channel 0 and sends the gradients of all channels to that place. Each channel has its own largest pixel.",
            (x, dy, k, s) => Route(x, dy, k, s, First, channel: _ => 0)),
    ];

    protected override Function Solve => (x, dy, kernel, stride) => Route(x, dy, kernel, stride, First);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        // Without ties first: there the function has a slope.
        for (int i = 0; i < PoolCases.Sizes.Count; i++)
        {
            (Shape shape, int kernel, int stride) = PoolCases.Sizes[i];
            Tensor x = i < 6 ? PoolCases.Distinct(shape, random) : PoolCases.Whole(shape, random, 0, 3);
            yield return [x, PoolCases.Whole(PoolCases.Output(shape, kernel, stride), random, -4, 5), kernel, stride];
        }

        yield return [Tensor.Full([1, 2, 2, 1], 5), Tensor.Ones([1, 1, 1, 1]), 2, 2];
        yield return [PoolCases.Whole([1, 4, 6, 1], random, -3, -2), PoolCases.Whole([1, 2, 3, 1], random, 1, 4), 2, 2];
    }

    public override double? Moved(object?[] arguments, int part, int index, double step)
    {
        var (x, dy, kernel, stride) = ((Tensor)arguments[0]!, (Tensor)arguments[1]!, (int)arguments[2]!, (int)arguments[3]!);
        double loss = 0;
        Shape shape = x.Shape;
        PoolCases.EachWindow(dy.Shape, stride, (n, i, j, c, top, left) =>
        {
            double largest = double.NegativeInfinity;
            for (int u = 0; u < kernel; u++)
            for (int v = 0; v < kernel; v++)
            {
                int place = ((n * shape[1] + top + u) * shape[2] + left + v) * shape[3] + c;
                largest = Math.Max(largest, x.AsSpan()[place] + (place == index ? step : 0));
            }

            loss += dy[n, i, j, c] * largest;
        });
        return loss;
    }

    private static float[] First(float[] window, float dy) => At(Array.IndexOf(window, window.Max()), window.Length, dy);

    private static float[] At(int place, int length, float value)
    {
        float[] shares = new float[length];
        shares[place] = value;
        return shares;
    }

    /// <summary>Sends every dy back into its window; the options are places at which learners go wrong.</summary>
    private static Tensor Route(
        Tensor x, Tensor dy, int kernel, int stride, Routing routing, bool overwrite = false, bool inCorner = false, Func<int, int>? channel = null)
    {
        Tensor dx = Tensor.Zeros(x.Shape);
        float[] window = new float[kernel * kernel];
        PoolCases.EachWindow(dy.Shape, stride, (n, i, j, c, top, left) =>
        {
            for (int place = 0; place < window.Length; place++)
                window[place] = x[n, top + place / kernel, left + place % kernel, channel?.Invoke(c) ?? c];
            float[] shares = routing(window, dy[n, i, j, c]);
            (top, left) = inCorner ? (0, 0) : (top, left);
            for (int place = 0; place < window.Length; place++)
            {
                (int row, int column) = (top + place / kernel, left + place % kernel);
                if (!overwrite)
                    dx[n, row, column, c] += shares[place];
                else if (shares[place] != 0)
                    dx[n, row, column, c] = shares[place];
            }
        });
        return dx;
    }
}
