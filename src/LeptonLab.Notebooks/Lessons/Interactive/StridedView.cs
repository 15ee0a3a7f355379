namespace LeptonLab.Notebooks.Lessons;

/// <summary>
/// A way to read a row of numbers as a tensor: where to start, the extents, and how many numbers lie between neighbours along each
/// axis, <c>offset(i) = start + Σₖ iₖ · strideₖ</c>. Every change of a view gives another view and moves no number (Harris et al.,
/// "Array programming with NumPy", Nature 585, 2020). A <see cref="Tensor"/> itself is always row by row; views are for lessons.
/// </summary>
public sealed class StridedView
{
    /// <summary>Makes a view from its three parts.</summary>
    /// <param name="start">The offset of the element with all indices 0.</param>
    /// <param name="shape">The extents.</param>
    /// <param name="strides">One for each axis, in numbers, not in bytes; 0 repeats, below 0 runs backwards.</param>
    /// <exception cref="ShapeException">There are not as many strides as axes, or an offset would be below 0.</exception>
    public StridedView(int start, Shape shape, params ReadOnlySpan<int> strides)
    {
        if (strides.Length != shape.Rank)
            throw new ShapeException($"A view of shape {shape} needs {shape.Rank} strides, one for each axis; {strides.Length} were given.");
        Start = start;
        Shape = shape;
        Strides = strides.ToArray();
        long lowest = start;
        for (int axis = 0; axis < shape.Rank; axis++)
            lowest += Math.Min(0, (long)strides[axis] * (shape[axis] - 1));
        if (shape.Count > 0 && lowest < 0)
            throw new ShapeException($"The view {this} reaches down to offset {lowest}; memory begins at 0. Start {-lowest} numbers later.");
    }

    /// <summary>The offset of the element with all indices 0.</summary>
    public int Start { get; }

    /// <summary>The extents.</summary>
    public Shape Shape { get; }

    /// <summary>How many numbers lie between neighbours along each axis.</summary>
    public IReadOnlyList<int> Strides { get; }

    /// <summary>Whether its elements, in reading order, are neighbours in memory: what <see cref="Tensor.Reshape"/> needs.</summary>
    public bool IsContiguous
    {
        get
        {
            int expected = 1;
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                    return Shape.Count == 0;
                expected *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>Row by row from 0, as tensors lie in memory: the last stride is 1, each other the product of all extents after it.</summary>
    public static StridedView Of(Shape shape)
    {
        int[] strides = new int[shape.Rank];
        int stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return new StridedView(0, shape, strides);
    }

    /// <summary>Where an element is in memory.</summary>
    /// <exception cref="ArgumentException">The number of indices is not the rank, or one is outside its axis.</exception>
    public int Offset(params ReadOnlySpan<int> index)
    {
        if (index.Length != Shape.Rank)
            throw new ArgumentException($"A view of shape {Shape} takes {Shape.Rank} indices, one for each axis; {index.Length} were given.");
        int offset = Start;
        for (int axis = 0; axis < index.Length; axis++)
        {
            if ((uint)index[axis] >= (uint)Shape[axis])
                throw new ArgumentException($"Index {index[axis]} is outside axis {axis} of shape {Shape}: it must be 0 to {Shape[axis] - 1}.");
            offset += index[axis] * Strides[axis];
        }

        return offset;
    }

    /// <summary>The axes in another order: axis k of the result is axis <c>order[k]</c> of this view.</summary>
    /// <exception cref="ShapeException">It is not an order of the axes.</exception>
    public StridedView Permute(params int[] order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, Shape.Rank)))
            throw new ShapeException($"Permute: [{string.Join(", ", order)}] is no order of the {Shape.Rank} axes of shape {Shape}; each number from 0 on must be there once.");
        return new StridedView(Start, [.. order.Select(axis => Shape[axis])], [.. order.Select(axis => Strides[axis])]);
    }

    /// <summary>Two axes exchanged; a matrix without arguments is its transpose.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public StridedView Transpose(int first = -2, int second = -1)
    {
        int[] order = [.. Enumerable.Range(0, Shape.Rank)];
        int a = Checked(first), b = Checked(second);
        (order[a], order[b]) = (b, a);
        return Permute(order);
    }

    /// <summary>Some of the places along an axis: <paramref name="length"/> of them, the first at <paramref name="from"/>, each <paramref name="step"/> after the one before.</summary>
    /// <exception cref="ShapeException">There is no such axis, or a place is outside of it.</exception>
    public StridedView Slice(int axis, int from, int length, int step = 1)
    {
        axis = Checked(axis);
        long last = from + ((long)length - 1) * step;
        if (length < 0 || (length > 0 && (from < 0 || from >= Shape[axis] || last < 0 || last >= Shape[axis])))
        {
            throw new ShapeException(
                $"Slice: {length} places from {from} on in steps of {step} do not lie within axis {axis} of shape {Shape}, which has {Shape[axis]}.");
        }

        int[] extents = Shape.Extents.ToArray(), strides = [.. Strides];
        int start = Start + (length > 0 ? from * strides[axis] : 0);
        extents[axis] = length;
        strides[axis] *= step;
        return new StridedView(start, new Shape(extents), strides);
    }

    /// <summary>An axis from its end to its beginning.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public StridedView Reverse(int axis)
    {
        axis = Checked(axis);
        return Slice(axis, Math.Max(0, Shape[axis] - 1), Shape[axis], -1);
    }

    /// <summary>One more axis in front, along which everything is the same numbers again: a stride of 0.</summary>
    /// <param name="times">Its extent.</param>
    public StridedView Repeat(int times) => new(Start, Shape.Prepend(times), [0, .. Strides]);

    /// <summary>The offsets of all elements in reading order: the last index runs fastest.</summary>
    public IEnumerable<int> Offsets()
    {
        int[] index = new int[Shape.Rank];
        for (int element = 0; element < Shape.Count; element++)
        {
            int rest = element;
            for (int axis = Shape.Rank - 1; axis >= 0; axis--)
                (rest, index[axis]) = Math.DivRem(rest, Shape[axis]);
            yield return Offset(index);
        }
    }

    /// <summary>The elements that this view shows of a tensor's memory, as a tensor of their own.</summary>
    /// <exception cref="ShapeException">The view reaches beyond the memory of the tensor.</exception>
    public Tensor Read(Tensor memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        int[] offsets = [.. Offsets()];
        if (offsets.Length > 0 && offsets.Max() >= memory.Count)
            throw new ShapeException($"The view {this} reaches up to offset {offsets.Max()}; the memory of a tensor {memory.Shape} ends at {memory.Count - 1}.");
        float[] values = memory.ToArray();
        return Tensor.From([.. offsets.Select(offset => values[offset])], Shape);
    }

    /// <summary>For example <c>start 0, shape [3, 4], strides [4, 1]</c>.</summary>
    public override string ToString() => $"start {Start}, shape {Shape}, strides [{string.Join(", ", Strides)}]";

    private int Checked(int axis) => axis >= -Shape.Rank && axis < Shape.Rank
        ? (axis + Shape.Rank) % Shape.Rank
        : throw new ShapeException($"A view of shape {Shape} has {Shape.Rank} axes; there is no axis {axis}.");
}
