namespace LeptonLab;

// Reductions over all axes, one or several. An axis is counted from 0, or from −1 at the end; with keepDims it stays with
// extent 1. All but ArgMax are differentiable.
public sealed partial class Tensor
{
    /// <summary>The sum of all elements, a scalar.</summary>
    public Tensor Sum() => Ops.Sum.Apply(this);

    /// <summary>The sums along an axis, see <see cref="Ops.Sum"/>.</summary>
    public Tensor Sum(int axis, bool keepDims = false) => Ops.Sum.Apply(this, [axis], keepDims);

    /// <summary>The sums over several axes.</summary>
    public Tensor Sum(int[] axes, bool keepDims = false) => Ops.Sum.Apply(this, axes, keepDims);

    /// <summary>The mean of all elements, a scalar.</summary>
    public Tensor Mean() => Ops.Mean.Apply(this);

    /// <summary>The means along an axis, see <see cref="Ops.Mean"/>.</summary>
    public Tensor Mean(int axis, bool keepDims = false) => Ops.Mean.Apply(this, [axis], keepDims);

    /// <summary>The means over several axes.</summary>
    public Tensor Mean(int[] axes, bool keepDims = false) => Ops.Mean.Apply(this, axes, keepDims);

    /// <summary>The largest element, a scalar.</summary>
    public Tensor Max() => Ops.Max.Apply(this);

    /// <summary>The largest along an axis, see <see cref="Ops.Max"/>.</summary>
    public Tensor Max(int axis, bool keepDims = false) => Ops.Max.Apply(this, [axis], keepDims);

    /// <summary>The largest over several axes.</summary>
    public Tensor Max(int[] axes, bool keepDims = false) => Ops.Max.Apply(this, axes, keepDims);

    /// <summary>The smallest element, a scalar.</summary>
    public Tensor Min() => Ops.Min.Apply(this);

    /// <summary>The smallest along an axis, see <see cref="Ops.Min"/>.</summary>
    public Tensor Min(int axis, bool keepDims = false) => Ops.Min.Apply(this, [axis], keepDims);

    /// <summary>The smallest over several axes.</summary>
    public Tensor Min(int[] axes, bool keepDims = false) => Ops.Min.Apply(this, axes, keepDims);

    /// <summary>The variance of all elements, a scalar.</summary>
    public Tensor Variance() => Ops.Variance.Apply(this);

    /// <summary>The variances along an axis; see <see cref="Ops.Variance"/> for the correction.</summary>
    public Tensor Variance(int axis, bool keepDims = false, int correction = 0) =>
        Ops.Variance.Apply(this, [axis], keepDims, correction);

    /// <summary>The variances over several axes; over all if they are null.</summary>
    public Tensor Variance(int[]? axes, bool keepDims = false, int correction = 0) =>
        Ops.Variance.Apply(this, axes, keepDims, correction);

    /// <summary>Where the largest along an axis is, see <see cref="Ops.ArgMax"/>.</summary>
    public Tensor ArgMax(int axis, bool keepDims = false) => Ops.ArgMax.Apply(this, axis, keepDims);

    /// <summary>Where the largest of all elements is in memory order; among equals the first.</summary>
    /// <exception cref="ShapeException">There are none.</exception>
    public int ArgMax()
    {
        Ops.Axes.CheckNotEmpty("ArgMax", Shape, []);
        return Ops.Max.IndexOfLargest(Values, new(1, Count, 1), 0, 0);
    }
}
