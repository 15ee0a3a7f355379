using LeptonLab.Autograd;

namespace LeptonLab.Ops;

/// <summary>
/// The variance over one axis, several or all, in two passes, which do not cancel (Chan, Golub and LeVeque, The American
/// Statistician 37(3), 1983):
/// <code>
/// m = (1/n) Σ x,   y = 1/(n − correction) Σ (x − m)²
/// ∂y/∂x = 2 (x − m) / (n − correction)
/// </code>
/// </summary>
public static class Variance
{
    /// <summary>Takes the variance; differentiable.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes, −1 is the last; all of them if left out.</param>
    /// <param name="keepDims">Whether the axes stay, with extent 1, so that the result goes with x again.</param>
    /// <param name="correction">
    /// What is taken off n: 0 for the variance of these numbers, as normalisation layers use it; 1 (Bessel's correction) to
    /// estimate that of the population that they were drawn from, as PyTorch does unless told otherwise.
    /// </param>
    /// <exception cref="ShapeException">There is no such axis, or one is named twice.</exception>
    public static Tensor Apply(Tensor x, int[]? axes = null, bool keepDims = false, int correction = 0)
    {
        if (correction < 0)
            throw new ArgumentException($"Variance: a correction of {correction} is negative; it is 0 or 1 as a rule.");
        int[] measured = Axes.Checked("Variance", x.Shape, axes);

        // The mean is a constant here: Σ 2(x − m) is 0, so no gradient passes through it.
        Tensor mean;
        using (Tape.Pause())
            mean = Mean.Apply(x, measured, keepDims: true);
        Tensor deviation = x - mean;
        float divisor = Math.Max(0, Mean.Terms(x.Shape, measured) - correction);
        return Sum.Apply(deviation * deviation, measured, keepDims) / divisor;
    }
}
