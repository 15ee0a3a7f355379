using System.Runtime.CompilerServices;

namespace LeptonLab;

// Parts of tensors, and tensors out of parts. All are copies, and differentiable.
public sealed partial class Tensor
{
    /// <summary>
    /// A part of this tensor, with C# ranges and indices: <c>x[1..3, ^1]</c> has rows 1 and 2 of the last column,
    /// <c>x[.., 0]</c> the first column. A range keeps its axis, an index drops it; axes that are not named are whole.
    /// </summary>
    /// <exception cref="ShapeException">There are more ranges than axes, or one does not lie within its axis.</exception>
    [IndexerName("Element")]
    public Tensor this[params ReadOnlySpan<AxisRange> ranges]
    {
        get
        {
            if (ranges.Length > Shape.Rank)
                throw new ShapeException($"Slice: shape {Shape} has {Shape.Rank} axes; {ranges.Length} ranges were given.");
            var starts = new int[Shape.Rank];
            int[] lengths = Shape.Extents.ToArray();
            var kept = new List<int>();
            for (int axis = 0; axis < Shape.Rank; axis++)
            {
                if (axis < ranges.Length)
                    (starts[axis], lengths[axis]) = ranges[axis].Within(Shape, axis);
                if (axis >= ranges.Length || !ranges[axis].IsPlace)
                    kept.Add(lengths[axis]);
            }

            Tensor block = Ops.Slice.Apply(this, starts, lengths);
            return kept.Count == Shape.Rank ? block : block.Reshape([.. kept]);
        }
    }

    /// <summary>A number of neighbours along one axis, see <see cref="Ops.Slice"/>.</summary>
    /// <exception cref="ShapeException">There is no such axis, or the block reaches beyond its end.</exception>
    public Tensor Slice(int axis, int start, int length) => Ops.Slice.Apply(this, axis, start, length);

    /// <summary>Chosen places along an axis, see <see cref="Ops.IndexSelect"/>: <c>x.IndexSelect(0, 4, 1, 1)</c>.</summary>
    /// <exception cref="ArgumentException">An index is outside the axis.</exception>
    public Tensor IndexSelect(int axis, params int[] indices) => Ops.IndexSelect.Apply(this, axis, indices);

    /// <summary>One choice along an axis for every place, see <see cref="Ops.Gather"/>.</summary>
    /// <exception cref="ArgumentException">An index is outside the axis, or the shapes do not go together.</exception>
    public Tensor Gather(int axis, Tensor indices) => Ops.Gather.Apply(this, axis, indices);

    /// <summary>Tensors one after another along an axis that they have, see <see cref="Ops.Concat"/>.</summary>
    /// <exception cref="ShapeException">There is no such axis, or other extents differ.</exception>
    public static Tensor Concat(int axis, params Tensor[] parts) => Ops.Concat.Apply(parts, axis);

    /// <summary>Tensors of equal shape along a new axis: three of [2, 5] at axis 0 are [3, 2, 5].</summary>
    /// <exception cref="ShapeException">There is no such place for an axis, or the shapes differ.</exception>
    public static Tensor Stack(int axis, params Tensor[] parts)
    {
        foreach (Tensor part in parts)
        {
            if (part.Shape != parts[0].Shape)
                throw new ShapeException($"Stack takes tensors of equal shapes; it got {parts[0].Shape} and {part.Shape}.");
        }

        Tensor[] raised = [.. parts.Select(part => part.Unsqueeze(axis))];
        return Ops.Concat.Apply(raised, axis);
    }

    /// <summary>Equal parts along an axis.</summary>
    /// <exception cref="ShapeException">There is no such axis, or it cannot be divided evenly.</exception>
    public Tensor[] Split(int axis, int parts)
    {
        axis = Ops.Axes.Checked("Split", Shape, axis);
        if (parts < 1 || Shape[axis] % parts != 0)
        {
            throw new ShapeException(
                $"Split: axis {axis} of shape {Shape} has {Shape[axis]}, which {parts} does not divide; "
                + "give the lengths, such as [3, 2], for unequal parts.");
        }

        return Split(axis, [.. Enumerable.Repeat(Shape[axis] / parts, parts)]);
    }

    /// <summary>Parts of the given lengths along an axis, which together are the whole.</summary>
    /// <exception cref="ShapeException">There is no such axis, or the lengths do not add up to it.</exception>
    public Tensor[] Split(int axis, int[] lengths)
    {
        axis = Ops.Axes.Checked("Split", Shape, axis);
        if (lengths.Sum(length => (long)length) != Shape[axis] || lengths.Any(length => length < 0))
        {
            throw new ShapeException(
                $"Split: the lengths {string.Join(" + ", lengths)} are not {Shape[axis]}, which axis {axis} of shape {Shape} has.");
        }

        var parts = new Tensor[lengths.Length];
        for (int k = 0, start = 0; k < parts.Length; start += lengths[k++])
            parts[k] = Slice(axis, start, lengths[k]);
        return parts;
    }

    /// <summary>A frame of one number, see <see cref="Ops.Pad"/>: <c>x.Pad([(0, 0), (1, 2)])</c>.</summary>
    /// <param name="padding">For each axis how many numbers to add before and after.</param>
    /// <param name="value">The number.</param>
    /// <exception cref="ShapeException">There is not one pair for each axis, or one is negative.</exception>
    public Tensor Pad((int Before, int After)[] padding, float value = 0) => Ops.Pad.Apply(this, padding, value);

    /// <summary>The elements as indices, such as token ids.</summary>
    /// <exception cref="ArgumentException">An element is not a whole number from 0 on.</exception>
    public int[] ToIndices()
    {
        ReadOnlySpan<float> values = Values;
        var indices = new int[values.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            if (!(values[i] >= 0 && values[i] < int.MaxValue) || values[i] != MathF.Floor(values[i]))
                throw new ArgumentException($"Element {i} of {this} is {values[i]:R}; an index is a whole number from 0 on.");
            indices[i] = (int)values[i];
        }

        return indices;
    }
}
