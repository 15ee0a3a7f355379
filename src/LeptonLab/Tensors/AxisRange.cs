namespace LeptonLab;

/// <summary>
/// What an index says about one axis: a range keeps it, one place drops it. Written as C# ranges and indices:
/// <c>x[1..3, ^1]</c>, <c>x[.., 0]</c>.
/// </summary>
public readonly struct AxisRange
{
    private readonly Range _range;

    private AxisRange(Range range, bool isPlace) => (_range, IsPlace) = (range, isPlace);

    /// <summary>Whether it is one place, so that the axis is dropped.</summary>
    internal bool IsPlace { get; }

    /// <summary>Several places.</summary>
    public static implicit operator AxisRange(Range range) => new(range, isPlace: false);

    /// <summary>One place.</summary>
    public static implicit operator AxisRange(Index index) => new(new Range(index, index), isPlace: true);

    /// <summary>One place.</summary>
    public static implicit operator AxisRange(int index) => (Index)index;

    /// <inheritdoc/>
    public override string ToString() => IsPlace ? $"{_range.Start}" : $"{_range}";

    /// <summary>The first place and the number of places.</summary>
    /// <exception cref="ShapeException">They do not lie within the axis.</exception>
    internal (int Start, int Length) Within(Shape shape, int axis)
    {
        int start = _range.Start.GetOffset(shape[axis]);
        int end = IsPlace ? start + 1 : _range.End.GetOffset(shape[axis]);
        if (start >= 0 && start <= end && end <= shape[axis])
            return (start, end - start);
        throw new ShapeException(
            $"Slice: {this} does not lie within axis {axis} of shape {shape}, which has {shape[axis]}.");
    }
}
