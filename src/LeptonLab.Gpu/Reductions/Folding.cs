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

    /// <summary>Whether the elements of a sum are neighbours in memory, or runs of at least eight.</summary>
    internal Flag HasNeighbours { get; private init; }

    /// <summary>Sums over an axis.</summary>
    internal static Folding Of(Ops.AxisGeometry geometry) => Of(
        [geometry.Outer, geometry.Inner],
        [geometry.Length * geometry.Inner, 1],
        [geometry.Length],
        [geometry.Inner]);

    /// <summary>Sums of columns: over all rows of a matrix.</summary>
    internal static Folding OfColumns(int rows, int columns) => Of([columns], [1], [rows], [columns]);

    /// <summary>Sums over the pixels and channels of a group of channels, for each group of each image.</summary>
    internal static Folding OfGroups(int batch, int pixels, int channels, int groups)
    {
        int image = pixels * channels, perGroup = channels / groups;
        if (groups == 1)
            return Of([batch], [image], [image], [1]);
        return perGroup == 1
            ? Of([batch, channels], [image, 1], [pixels], [channels])
            : Of([batch, groups], [image, perGroup], [pixels, perGroup], [channels, 1]);
    }

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
        HasNeighbours = summed.Length > 0 && summedStrides[^1] == 1 && (summed.Length == 1 || summed[^1] >= 8),
    };

    private static int Product(int[] extents)
    {
        int product = 1;
        foreach (int extent in extents)
            product *= extent;
        return product;
    }
}
