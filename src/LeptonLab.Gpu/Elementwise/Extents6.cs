namespace LeptonLab.Gpu;

/// <summary>The extents of up to six axes, to find the way from an element's number to its place in another tensor.</summary>
internal struct Extents6
{
    private FastDivisor _n0, _n1, _n2, _n3, _n4;
    private int _axes;

    /// <summary>Extents, the outermost first.</summary>
    internal static Extents6 Of(ReadOnlySpan<int> outermostFirst)
    {
        Axes6 extents = Axes6.Of(outermostFirst, 1);
        return new()
        {
            _axes = outermostFirst.Length,
            _n0 = new(extents.N0),
            _n1 = new(extents.N1),
            _n2 = new(extents.N2),
            _n3 = new(extents.N3),
            _n4 = new(extents.N4),
        };
    }

    /// <summary>Σ coordinate · stride for element <paramref name="i"/> of a tensor with these extents.</summary>
    internal readonly int Index(int i, Axes6 strides)
    {
        if (_axes <= 1)
            return i * strides.N0;
        int outer = _n0.Divide(i), index = _n0.Rest(i, outer) * strides.N0;
        if (_axes == 2)
            return index + outer * strides.N1;
        i = outer;
        outer = _n1.Divide(i);
        index += _n1.Rest(i, outer) * strides.N1;
        if (_axes == 3)
            return index + outer * strides.N2;
        i = outer;
        outer = _n2.Divide(i);
        index += _n2.Rest(i, outer) * strides.N2;
        i = outer;
        outer = _n3.Divide(i);
        index += _n3.Rest(i, outer) * strides.N3;
        i = outer;
        outer = _n4.Divide(i);
        return index + _n4.Rest(i, outer) * strides.N4 + outer * strides.N5;
    }
}
