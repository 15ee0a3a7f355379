namespace LeptonLab.Ops;

/// <summary>
/// The arithmetic mean over one axis, several or all: <see cref="Sum"/> divided by the number of terms, <c>(1/n) Σ x</c>.
/// The mean of nothing is NaN.
/// </summary>
public static class Mean
{
    /// <summary>Takes the mean; differentiable, <c>∂y/∂x = 1/n</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to average over, −1 is the last; all of them if left out.</param>
    /// <param name="keepDims">Whether the axes stay, with extent 1, so that the result goes with x again.</param>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public static Tensor Apply(Tensor x, int[]? axes = null, bool keepDims = false)
    {
        int[] averaged = Axes.Checked("Mean", x.Shape, axes);
        return Sum.Apply(x, averaged, keepDims) / Terms(x.Shape, averaged);
    }

    /// <summary>How many numbers are averaged.</summary>
    internal static float Terms(Shape x, int[] axes)
    {
        double terms = 1;
        foreach (int axis in axes)
            terms *= x[axis];
        return (float)terms;
    }
}
