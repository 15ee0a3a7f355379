namespace LeptonLab.Gpu;

/// <summary>A tensor seen along one axis, see <see cref="Ops.AxisGeometry"/>, as kernels take it: lines of numbers a stride apart.</summary>
internal struct Axis
{
    internal int Length;

    /// <summary>From one number of a line to the next.</summary>
    internal int Stride;

    private FastDivisor _length, _stride;

    internal static Axis Of(Ops.AxisGeometry geometry) => new()
    {
        Length = geometry.Length,
        Stride = geometry.Inner,
        _length = new(geometry.Length),
        _stride = new(geometry.Inner),
    };

    /// <summary>Where a line begins.</summary>
    internal readonly int First(int line) => line + _stride.Divide(line) * (Length - 1) * Stride;

    /// <summary>Which line an element belongs to.</summary>
    internal readonly int Line(int element)
    {
        int step = _stride.Divide(element);
        return _length.Divide(step) * Stride + _stride.Rest(element, step);
    }

    /// <summary>Which number of its line an element is.</summary>
    internal readonly int Place(int element)
    {
        int step = _stride.Divide(element);
        return _length.Rest(step, _length.Divide(step));
    }
}
