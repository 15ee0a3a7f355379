namespace LeptonLab.Gpu;

/// <summary>Which element of each of three operands belongs to an element of the result, for kernels.</summary>
internal struct Broadcast
{
    private Extents6 _extents;
    private Axes6 _first;
    private Axes6 _second;
    private Axes6 _third;

    /// <summary>Whether the geometry has few enough axes for a kernel.</summary>
    internal static bool Fits(Ops.BroadcastGeometry geometry) => geometry.Extents.Length <= Axes6.Most;

    internal static Broadcast Of(Ops.BroadcastGeometry geometry) => new()
    {
        _extents = Extents6.Of(geometry.Extents),
        _first = Strides(geometry, 0),
        _second = Strides(geometry, 1),
        _third = Strides(geometry, 2),
    };

    internal readonly int First(int i) => _extents.Index(i, _first);

    internal readonly int Second(int i) => _extents.Index(i, _second);

    internal readonly int Third(int i) => _extents.Index(i, _third);

    private static Axes6 Strides(Ops.BroadcastGeometry geometry, int operand) =>
        operand < geometry.Strides.Length ? Axes6.Of(geometry.Strides[operand], 0) : default;
}
