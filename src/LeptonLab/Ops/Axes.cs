namespace LeptonLab.Ops;

/// <summary>Axes as users name them: 0 is the outermost, −1 the innermost.</summary>
internal static class Axes
{
    /// <summary>The axis counted from 0.</summary>
    /// <exception cref="ShapeException">The shape has no such axis.</exception>
    internal static int Checked(string operation, Shape shape, int axis)
    {
        if (axis >= -shape.Rank && axis < shape.Rank)
            return axis < 0 ? axis + shape.Rank : axis;
        throw new ShapeException(shape.Rank == 0
            ? $"{operation}: a scalar {shape} has no axes; axis {axis} was asked for."
            : $"{operation}: shape {shape} has axes 0 to {shape.Rank - 1}, or −1 to −{shape.Rank} from the end; there is no axis {axis}.");
    }

    /// <summary>The axes counted from 0, in ascending order; all of them if none are named.</summary>
    /// <exception cref="ShapeException">The shape has no such axis, or one is named twice.</exception>
    internal static int[] Checked(string operation, Shape shape, int[]? axes)
    {
        if (axes is null)
            return [.. Enumerable.Range(0, shape.Rank)];
        int[] result = [.. axes.Select(axis => Checked(operation, shape, axis)).Order()];
        for (int i = 1; i < result.Length; i++)
        {
            if (result[i] == result[i - 1])
                throw new ShapeException($"{operation}: axis {result[i]} of shape {shape} is named twice in [{string.Join(", ", axes)}].");
        }

        return result;
    }

    /// <summary>The shape with extent 1 along the given axes.</summary>
    internal static Shape Flatten(Shape shape, int[] axes)
    {
        int[] extents = shape.Extents.ToArray();
        foreach (int axis in axes)
            extents[axis] = 1;
        return new(extents);
    }

    /// <summary>The shape without the given axes.</summary>
    internal static Shape Drop(Shape shape, int[] axes) =>
        new([.. Enumerable.Range(0, shape.Rank).Except(axes).Select(axis => shape[axis])]);

    /// <summary>Runs of neighbouring axes, the last run first: each can be reduced as if it were one axis.</summary>
    internal static IEnumerable<(int First, int Count)> Runs(int[] axes)
    {
        for (int end = axes.Length; end > 0;)
        {
            int first = end - 1;
            while (first > 0 && axes[first - 1] == axes[first] - 1)
                first--;
            yield return (axes[first], end - first);
            end = first;
        }
    }

    /// <summary>
    /// Reduces axes, one run of neighbours after another, by <paramref name="along"/>, which takes a tensor, the shape of its
    /// result and the geometry of the run.
    /// </summary>
    internal static Tensor Reduce(
        string operation, Tensor x, int[]? axes, bool keepDims, Func<Tensor, Shape, AxisGeometry, Tensor> along)
    {
        int[] reduced = Checked(operation, x.Shape, axes);
        Tensor result = x;
        foreach ((int first, int count) in Runs(reduced))
        {
            Shape shape = Flatten(result.Shape, [.. Enumerable.Range(first, count)]);
            result = along(result, shape, AxisGeometry.Of(result.Shape, first, count));
        }

        return result.Reshape(keepDims ? result.Shape : Drop(x.Shape, reduced));
    }

    /// <summary>For reductions of which there is none of no numbers.</summary>
    internal static void CheckNotEmpty(string operation, Shape x, Shape result)
    {
        if (x.Count == 0 && result.Count > 0)
            throw new ShapeException($"{operation} of no numbers: shape {x} is empty along an axis that is reduced.");
    }
}
