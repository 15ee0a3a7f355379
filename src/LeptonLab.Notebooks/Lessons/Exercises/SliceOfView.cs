using LeptonLab.Notebooks.Lessons.Examining;
using LeptonLab.Numerics;

namespace LeptonLab.Notebooks.Lessons.Exercises;

/// <summary>
/// L01: a slice of a view is a view: <c>start + from · stride, length, step · stride</c> along one axis, and all else as before.
/// </summary>
internal sealed class SliceOfView() : Exercise<SliceOfView.Function>("L01-slice", "a slice without moving a number")
{
    /// <summary>Along the axis, <c>length</c> places are kept: from, from + step, from + 2 · step, …</summary>
    internal delegate (int Start, int[] Shape, int[] Strides) Function(int start, int[] shape, int[] strides, int axis, int from, int length, int step);

    public override double Tolerance => 0;

    public override IReadOnlyList<string> Hints =>
    [
        "Place i of the slice is place from + step · i of the old axis. Put this into the formula of the offset and sort by i.",
        "`(from + step · i) · stride = from · stride + i · (step · stride)`. The first part does not depend on i: it belongs to the start.",
        "Copy both arrays first, `int[] newShape = [.. shape];`. Then set `newShape[axis] = length` and `newStrides[axis] = step * strides[axis]`, and give `start + from * strides[axis]`.",
    ];

    public override IReadOnlyList<Mutant> Mutants =>
    [
        Wrong(
            "start unchanged",
            "Your view begins where the old one did. The first element of the slice is `from` places further along the axis: add `from * strides[axis]` to the start.",
            (start, shape, strides, axis, from, length, step) => Slice(start, shape, strides, axis, length, step * strides[axis])),
        Wrong(
            "start without the stride",
            "Your start moves by `from` numbers. It must move by `from` places along the axis, and each place is `strides[axis]` numbers.",
            (start, shape, strides, axis, from, length, step) => Slice(start + from, shape, strides, axis, length, step * strides[axis])),
        Wrong(
            "step forgotten",
            "Your view takes neighbours along the axis. Every `step`-th place is wanted: the stride becomes `step * strides[axis]`.",
            (start, shape, strides, axis, from, length, step) => Slice(start + from * strides[axis], shape, strides, axis, length, strides[axis])),
        Wrong(
            "step for the stride",
            "Your new stride is `step`. A step is so many places of the old axis, and each of them is `strides[axis]` numbers: multiply.",
            (start, shape, strides, axis, from, length, step) => Slice(start + from * strides[axis], shape, strides, axis, length, step)),
        Wrong(
            "start moved by the step",
            "Your start moves by `from · step` places. `from` counts places of the old axis already: `start + from * strides[axis]`, with the stride that the axis had before.",
            (start, shape, strides, axis, from, length, step) => Slice(start + from * step * strides[axis], shape, strides, axis, length, step * strides[axis])),
        Wrong(
            "shape unchanged",
            "Your view has the old shape. Along the axis only `length` places are left.",
            (start, shape, strides, axis, from, length, step) => Slice(start + from * strides[axis], shape, strides, axis, shape[axis], step * strides[axis])),
        Wrong(
            "length divided",
            "Your extent is `length / step`. `length` already counts the places that are kept.",
            (start, shape, strides, axis, from, length, step) => Slice(start + from * strides[axis], shape, strides, axis, length / step, step * strides[axis])),
    ];

    protected override Function Solve =>
        (start, shape, strides, axis, from, length, step) => Slice(start + from * strides[axis], shape, strides, axis, length, step * strides[axis]);

    public override IEnumerable<object?[]> Cases(RandomStream random)
    {
        yield return [0, new[] { 3, 4 }, new[] { 4, 1 }, 0, 1, 2, 1];
        yield return [0, new[] { 3, 4 }, new[] { 4, 1 }, 1, 0, 2, 2];
        yield return [0, new[] { 3, 4 }, new[] { 4, 1 }, 0, 2, 3, -1];
        for (int i = 0; i < 24; i++)
        {
            int[] shape = [.. Enumerable.Range(0, 1 + i % 3).Select(_ => 2 + random.NextInt32(6))];
            int[] strides = [.. StridedView.Of(new Shape(shape)).Strides];
            if (random.NextInt32(2) == 1)
                (shape, strides) = ([.. shape.Reverse()], [.. strides.Reverse()]);
            int axis = random.NextInt32(shape.Length), step = 1 + random.NextInt32(2), from = random.NextInt32(shape[axis]);
            yield return [random.NextInt32(9), shape, strides, axis, from, 1 + random.NextInt32((shape[axis] - 1 - from) / step + 1), step];
        }
    }

    private static (int Start, int[] Shape, int[] Strides) Slice(int start, int[] shape, int[] strides, int axis, int length, int stride)
    {
        (int[] newShape, int[] newStrides) = ([.. shape], [.. strides]);
        (newShape[axis], newStrides[axis]) = (length, stride);
        return (start, newShape, newStrides);
    }
}
