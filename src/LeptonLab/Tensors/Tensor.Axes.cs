using LeptonLab.Ops;

namespace LeptonLab;

// The order and number of axes. An axis is counted from 0, or from −1 at the end.
public sealed partial class Tensor
{
    /// <summary>Two axes exchanged; a matrix without arguments is its transpose.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public Tensor Transpose(int first = -2, int second = -1)
    {
        int[] order = [.. Enumerable.Range(0, Shape.Rank)];
        int a = Ops.Axes.Checked("Transpose", Shape, first), b = Ops.Axes.Checked("Transpose", Shape, second);
        (order[a], order[b]) = (b, a);
        return Ops.Permute.Apply(this, order);
    }

    /// <summary>The axes in another order: axis k of the result is axis <c>order[k]</c> of this tensor.</summary>
    /// <exception cref="ShapeException">It is not an order of the axes.</exception>
    public Tensor Permute(params int[] order) => Ops.Permute.Apply(this, order);

    /// <summary>The same elements without an axis of extent 1; without any such axis if none is named.</summary>
    /// <exception cref="ShapeException">There is no such axis, or its extent is not 1.</exception>
    public Tensor Squeeze(int? axis = null)
    {
        if (axis is null)
            return Reshape([.. Shape.Where(extent => extent != 1)]);
        int dropped = Ops.Axes.Checked("Squeeze", Shape, axis.Value);
        return Shape[dropped] == 1
            ? Reshape(Ops.Axes.Drop(Shape, [dropped]))
            : throw new ShapeException($"Squeeze: axis {dropped} of shape {Shape} has {Shape[dropped]}; only an axis of 1 can go.");
    }

    /// <summary>The same elements with one more axis, of extent 1, at the given place: 0 is before all, −1 behind all.</summary>
    /// <exception cref="ShapeException">There is no such place.</exception>
    public Tensor Unsqueeze(int axis)
    {
        if (axis < -Shape.Rank - 1 || axis > Shape.Rank)
        {
            throw new ShapeException(
                $"Unsqueeze: the new axis of a tensor of shape {Shape} can be 0 to {Shape.Rank}, or −1 to −{Shape.Rank + 1} "
                + $"from the end; it was {axis}.");
        }

        int at = axis < 0 ? axis + Shape.Rank + 1 : axis;
        return Reshape([.. Shape.Extents[..at], 1, .. Shape.Extents[at..]]);
    }

    /// <summary>This tensor repeated to a larger shape, see <see cref="BroadcastGeometry"/>.</summary>
    /// <exception cref="ShapeException">It cannot be repeated to this shape.</exception>
    public Tensor BroadcastTo(Shape shape) => Ops.BroadcastTo.Apply(this, shape);
}
