namespace LeptonLab.Gpu;

/// <summary>Which elements are summed into which result: some axes are kept, the others summed over.</summary>
internal struct Folding
{
    /// <summary>Results.</summary>
    internal int Outputs;

    /// <summary>Elements of each sum.</summary>
    internal int Length;

    private Extents6 _kept;
    private Axes6 _keptStrides;
    private Extents6 _summed;
    private Axes6 _summedStrides;
    private int _summedAxes;

    /// <summary>Whether the elements of a sum are neighbours in memory.</summary>
    internal readonly bool IsContiguous => _summedAxes == 1 && _summedStrides.N0 == 1;

    /// <summary>Sums over an axis.</summary>
    internal static Folding Of(Ops.AxisGeometry geometry) => Of(
        [geometry.Outer, geometry.Inner],
        [geometry.Length * geometry.Inner, 1],
        [geometry.Length],
        [geometry.Inner]);

    /// <summary>Sums of columns: over all rows of a matrix.</summary>
    internal static Folding OfColumns(int rows, int columns) => Of([columns], [1], [rows], [columns]);

    /// <summary>Sums what was broadcast, for the gradient of an operand.</summary>
    internal static Folding Of(Ops.BroadcastGeometry geometry, int operand)
    {
        List<int> kept = [], keptStrides = [], summed = [], summedStrides = [];
        int stride = 1;
        for (int axis = geometry.Extents.Length - 1; axis >= 0; axis--)
        {
            bool keeps = geometry.Strides[operand][axis] != 0;
            (keeps ? kept : summed).Insert(0, geometry.Extents[axis]);
            (keeps ? keptStrides : summedStrides).Insert(0, stride);
            stride *= geometry.Extents[axis];
        }

        return Of([.. kept], [.. keptStrides], [.. summed], [.. summedStrides]);
    }

    /// <summary>Where the first element of a sum is.</summary>
    internal readonly int First(int output) => _kept.Index(output, _keptStrides);

    /// <summary>How far element <paramref name="i"/> of a sum is from its first.</summary>
    internal readonly int Offset(int i) => _summed.Index(i, _summedStrides);

    private static Folding Of(int[] kept, int[] keptStrides, int[] summed, int[] summedStrides) => new()
    {
        Outputs = Product(kept),
        Length = Product(summed),
        _kept = Extents6.Of(kept),
        _keptStrides = Axes6.Of(keptStrides, 0),
        _summed = Extents6.Of(summed),
        _summedStrides = Axes6.Of(summedStrides, 0),
        _summedAxes = Math.Max(1, summed.Length),
    };

    private static int Product(int[] extents)
    {
        int product = 1;
        foreach (int extent in extents)
            product *= extent;
        return product;
    }
}
